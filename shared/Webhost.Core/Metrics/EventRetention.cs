using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Metrics;

/// <summary>
/// Removes raw events that are older than their owner's plan keeps them, and roll-ups of hours that are older than 13 months (master spec §5.5). Raw events go
/// only when their hour is rolled up, and no event of it can come any more; days and usage stay, also of removed agents.
/// </summary>
public sealed class EventRetention(
    IRawEventStore raw, IDirtyHours dirty, IHourlyStore hourly, IUserStore users, PlanCatalog plans, MetricsMeter meter, TimeProvider time)
{
    private const int MostAtOnce = 10_000;
    private const int MonthsOfHours = 13;

    // An event that is as late as it may be still has to be written and rolled up.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly RetentionRun<RawEventOwner> owners = new(time);
    private readonly RetentionRun<string> agents = new(time);

    /// <summary>Removes raw events whose time is over.</summary>
    public Task RemoveRawAsync(CancellationToken cancellationToken) =>
        owners.RunAsync(raw.ReadAgentsAsync(afterAgentId: null, cancellationToken), (owner, token) => RemoveRawAsync(owner, MostAtOnce, token), cancellationToken);

    /// <summary>Removes roll-ups of hours whose time is over.</summary>
    public Task RemoveHoursAsync(CancellationToken cancellationToken)
    {
        var before = MetricHour.Floor(time.GetUtcNow().AddMonths(-MonthsOfHours));
        return agents.RunAsync(hourly.ReadAgentsAsync(cancellationToken), async (agentId, token) =>
        {
            var removed = await hourly.RemoveHoursAsync(agentId, before, MostAtOnce, token);
            meter.Removed("hour", removed);
            return removed;
        }, cancellationToken);
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
