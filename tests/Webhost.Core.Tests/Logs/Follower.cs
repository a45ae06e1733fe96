using Webhost.Contracts.Logs;
using Webhost.Core.Logs;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Logs;

/// <summary>Follows a log, one look at a time.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly World world;
    private readonly IAsyncEnumerator<LogLine?> lines;
    private readonly CancellationTokenSource leaving = new();
    private Task<bool>? waiting;

    public Follower(World world, string agentId, LogFilter filter, string? lastId)
    {
        this.world = world;
        lines = world.Get<AgentLogs>().FollowAsync(agentId, filter, lastId, leaving.Token).GetAsyncEnumerator();
    }

    public List<string> Messages { get; } = [];

    public string? LastId { get; private set; }

    /// <summary>Lets what was written settle, and takes what is there up to the next pause.</summary>
    public async Task LookAsync()
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        for (waiting ??= lines.MoveNextAsync().AsTask(); await waiting; waiting = lines.MoveNextAsync().AsTask())
        {
            if (lines.Current is not { } line)
            {
                waiting = lines.MoveNextAsync().AsTask();
                return;
            }

            Messages.Add(line.Message);
            LastId = line.Id;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        if (waiting is not null)
        {
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await lines.DisposeAsync();
        leaving.Dispose();
    }
}
