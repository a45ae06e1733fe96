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

    // Lines reach the store a little out of order: this much of the past is looked at again.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);

    /// <summary>A page of lines, newest first, no older than the plan keeps them. Failure: NotFound.</summary>
    public async Task<Result<(IReadOnlyList<LogLine> Items, string? NextCursor)>> ReadAsync(Caller caller, string agentId, LogFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        return got.TryGet(out _, out var failure)
            ? await store.ReadAsync(agentId, Kept(caller, filter), page.Cursor, page.Limit, cancellationToken)
            : failure;
    }

    /// <summary>Lines as they come, after those that are newer than <paramref name="lastId"/>; without one, from now on. Yields null when there is nothing new for a while.</summary>
    public async IAsyncEnumerable<LogLine?> FollowAsync(string agentId, LogFilter filter, string? lastId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resume = lastId is not null && LogIds.TimeOf(lastId) is not null ? lastId : LogIds.Prefix(time.GetUtcNow() - TimeSpan.FromSeconds(1));
        var floor = resume;
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (true)
        {
            var lines = await store.ReadNewerAsync(agentId, floor, filter, FollowBatch, cancellationToken);
            foreach (var line in lines)
            {
                if (seen.TryAdd(line.Id, line.Timestamp))
                {
                    yield return line;
                }
            }

            // The floor trails behind the newest line, so that late ones are still found; what was seen keeps them from coming twice.
            var horizon = time.GetUtcNow() - Lateness;
            floor = lines.Count >= FollowBatch ? lines[^1].Id : Older(resume, LogIds.Prefix(horizon));
            foreach (var id in seen.Where(pair => pair.Value < horizon - Lateness).Select(pair => pair.Key).ToArray())
            {
                seen.Remove(id);
            }

            if (lines.Count < FollowBatch)
            {
                yield return null;
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
    }

    // Ids grow smaller with time: the smaller one is the newer floor. A resumed stream never goes back behind the id that it was resumed from.
    private static string Older(string resume, string horizon) => string.CompareOrdinal(resume, horizon) < 0 ? resume : horizon;

    private LogFilter Kept(Caller caller, LogFilter filter)
    {
        var oldest = time.GetUtcNow().AddDays(-caller.Plan.LogRetentionDays);
        return filter with { Since = filter.Since > oldest ? filter.Since : oldest };
    }
}
