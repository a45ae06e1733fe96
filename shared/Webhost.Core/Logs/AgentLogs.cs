using System.Runtime.CompilerServices;
using Webhost.Contracts.Logs;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.Logs;

/// <summary>Reads and follows an agent's logs (master spec §14.1).</summary>
public sealed class AgentLogs(ILogStore store, AgentDirectory agents, TimeProvider time)
{
    private const int FollowBatch = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(400);

    // Writes that run beside each other may show up in another order than they began in: a line is given when those before it have had this long. What
    // is resumed after it then misses none of them.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SlowestWrite = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestResume = TimeSpan.FromDays(1);

    /// <summary>A page of lines, newest first, no older than the plan keeps them. Failure: NotFound.</summary>
    public async Task<Result<(IReadOnlyList<LogLine> Items, string? NextCursor)>> ReadAsync(Caller caller, string agentId, LogFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        return got.TryGet(out _, out var failure)
            ? await store.ReadAsync(agentId, Kept(caller, filter), page.Cursor, page.Limit, cancellationToken)
            : failure;
    }

    /// <summary>
    /// Lines as they arrive: after the one with the id <paramref name="lastId"/>, or since the time in it; without one, from now on. Each comes once, a
    /// late one too. Yields null when there is nothing new for a while.
    /// </summary>
    public async IAsyncEnumerable<LogLine?> FollowAsync(string agentId, LogFilter filter, string? lastId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = await StartAsync(agentId, lastId, cancellationToken);
        var after = start;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var now = time.GetUtcNow();
            var arrived = await store.ReadArrivedAsync(agentId, after, LogIds.Arrival(now - Settling), FollowBatch, cancellationToken);
            foreach (var (arrival, line) in arrived)
            {
                if (seen.TryAdd(line.Id, arrival) && filter.Accepts(line))
                {
                    yield return line;
                }
            }

            // The next look goes back a little: a write that took long may still show up there. What was seen keeps lines from coming twice.
            var back = Later(start, LogIds.Arrival(now - SlowestWrite));
            foreach (var (id, _) in seen.Where(pair => string.CompareOrdinal(pair.Value, back) < 0).ToArray())
            {
                seen.Remove(id);
            }

            if (arrived.Count == FollowBatch)
            {
                after = arrived[^1].Arrival;
                continue;
            }

            after = back;
            yield return null;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private async Task<string> StartAsync(string agentId, string? lastId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (lastId is null || LogIds.TimeOf(lastId) is not { } since)
        {
            return LogIds.Arrival(now - Settling);
        }

        return Later(await store.FindArrivalAsync(agentId, lastId, cancellationToken) ?? LogIds.Arrival(since), LogIds.Arrival(now - LongestResume));
    }

    private static string Later(string left, string right) => string.CompareOrdinal(left, right) >= 0 ? left : right;

    private LogFilter Kept(Caller caller, LogFilter filter)
    {
        var oldest = time.GetUtcNow().AddDays(-caller.Plan.LogRetentionDays);
        return filter with { Since = filter.Since > oldest ? filter.Since : oldest };
    }
}
