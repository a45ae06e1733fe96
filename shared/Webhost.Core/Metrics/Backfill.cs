using Microsoft.Extensions.Logging;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>
/// Lets the roll-ups of past hours be computed again from what raw events are kept, after a change of rules or of prices: it marks the hours, and the
/// roll-up does the rest. May be stopped and run again at any time.
/// </summary>
public sealed partial class Backfill(IBackfillStore requests, IRawEventStore raw, IDirtyHours dirty, ILogger<Backfill> logger)
{
    private const int AgentsBetweenNotes = 50;

    /// <summary>Does what operators wish for (docs/tables.md).</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var request in requests.ReadAsync(cancellationToken))
        {
            var hours = await MarkAsync(request, agentId => requests.SaveAsync(request with { AfterAgentId = agentId }, cancellationToken), cancellationToken);
            await requests.RemoveAsync(request, cancellationToken);
            Marked(hours, request.From, request.To);
        }
    }

    /// <summary>Marks every hour of a range that has raw events, of all agents; how many.</summary>
    public Task<int> MarkAsync(BackfillRequest request, CancellationToken cancellationToken) => MarkAsync(request, _ => Task.CompletedTask, cancellationToken);

    private async Task<int> MarkAsync(BackfillRequest request, Func<string, Task> noteDone, CancellationToken cancellationToken)
    {
        var count = 0;
        var agents = 0;
        await foreach (var owner in raw.ReadAgentsAsync(request.AfterAgentId, cancellationToken))
        {
            var hours = await raw.ReadHoursAsync(owner.AgentId, request.From, request.To, cancellationToken).ToListAsync(cancellationToken);
            await dirty.MarkAsync(owner.UserId, hours, cancellationToken);
            count += hours.Count;
            if (++agents % AgentsBetweenNotes == 0)
            {
                await noteDone(owner.AgentId);
            }
        }

        return count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backfill: {Hours} hours between {From} and {To} are marked to be rolled up again.")]
    private partial void Marked(int hours, DateTimeOffset from, DateTimeOffset to);
}
