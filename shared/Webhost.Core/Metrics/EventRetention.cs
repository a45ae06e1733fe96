using Webhost.Core.Plans;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Metrics;

/// <summary>
/// Removes raw events that are older than their owner's plan keeps them, and roll-ups of hours that are older than a year (master spec §5.5). Raw events go
/// only when their hour is rolled up, and no event of it can come any more; days and usage stay, also of removed agents. A run removes so much at most,
/// and may be stopped at any time: the next one goes on.
/// </summary>
public sealed class EventRetention(
    IRawEventStore raw, IDirtyHours dirty, IHourlyStore hourly, IUserStore users, PlanCatalog plans, MetricsMeter meter, TimeProvider time)
{
    private const int MostRows = 100_000;
    private const int MostRowsOfAgent = MostRows / 4;
    private const int MostFailures = 10;
    private const int MonthsOfHours = 13;

    // An event that is as late as it may be still has to be written and rolled up.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    // Where the next run of this process begins, so that agents with much to remove don't keep it from the others.
    private string? resumeAfter;

    /// <summary>Removes raw events whose time is over. One agent's failure doesn't keep the others.</summary>
    public async Task RemoveRawAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        var left = MostRows;
        await foreach (var owner in raw.ReadAgentsAsync(resumeAfter, cancellationToken))
        {
            try
            {
                left -= await RemoveRawAsync(owner, Math.Min(left, MostRowsOfAgent), cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && failures.Count < MostFailures)
            {
                failures.Add(exception);
            }

            resumeAfter = owner.AgentId;
            if (left <= 0)
            {
                return;
            }
        }

        resumeAfter = null;
        if (failures.Count > 0)
        {
            throw new AggregateException("Raw events of some agents could not be removed.", failures);
        }
    }

    /// <summary>Removes roll-ups of hours whose time is over.</summary>
    public async Task RemoveHoursAsync(CancellationToken cancellationToken)
    {
        var before = MetricHour.Floor(time.GetUtcNow().AddMonths(-MonthsOfHours));
        var left = MostRows;
        await foreach (var agentId in hourly.ReadAgentsAsync(cancellationToken))
        {
            var removed = await hourly.RemoveHoursAsync(agentId, before, left, cancellationToken);
            meter.Removed("hour", removed);
            left -= removed;
            if (left <= 0)
            {
                return;
            }
        }
    }

    private async Task<int> RemoveRawAsync(RawEventOwner owner, int most, CancellationToken cancellationToken)
    {
        var before = MetricHour.Floor(time.GetUtcNow() - await KeptAsync(owner.UserId, cancellationToken));

        // Before the raw events, by which the agent is found again.
        var removed = await raw.RemoveErrorsAsync(owner.AgentId, before, most, cancellationToken);
        meter.Removed("error", removed);
        var open = await dirty.ReadAsync(owner.AgentId, cancellationToken).Select(mark => mark.Hour).ToHashSetAsync(cancellationToken: cancellationToken);
        await foreach (var hour in raw.ReadHoursAsync(owner.AgentId, DateTimeOffset.UnixEpoch, before, cancellationToken))
        {
            if (removed >= most)
            {
                break;
            }

            if (!open.Contains(hour) && await MakeFinalAsync(owner.UserId, hour, cancellationToken))
            {
                var rows = await raw.RemoveHourAsync(hour, most - removed, cancellationToken);
                meter.Removed("event", rows);
                removed += rows;
            }
        }

        return removed;
    }

    /// <summary>Keeps an hour from being rolled up again, out of what is left of its raw events; false when it is not rolled up as it stands.</summary>
    private async Task<bool> MakeFinalAsync(string userId, MetricHour hour, CancellationToken cancellationToken)
    {
        var there = await hourly.FindHourAsync(hour, cancellationToken);
        if (there is null)
        {
            await dirty.MarkAsync(userId, [hour], cancellationToken);
            return false;
        }

        return there.Value.RawRemoved || await hourly.TryReplaceHourAsync(hour, there.Value with { RawRemoved = true }, minutes: null, there.ETag, cancellationToken);
    }

    private async Task<TimeSpan> KeptAsync(string userId, CancellationToken cancellationToken)
    {
        var least = UsageBounds.Late + Margin;
        var user = await users.FindAsync(new UserId(userId), cancellationToken);
        var byPlan = user is null ? least : TimeSpan.FromDays(plans.Of(user.Value.SubscriptionTier).LogRetentionDays);
        return byPlan > least ? byPlan : least;
    }
}
