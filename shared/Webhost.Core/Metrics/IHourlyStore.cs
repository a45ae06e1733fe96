using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Keeps hourly roll-ups and the billing usage that is made of them. Everything in it can be computed again from raw events.</summary>
public interface IHourlyStore
{
    /// <summary>Replaces the roll-ups of an hour, one for each deployment. Idempotent.</summary>
    Task ReplaceAsync(string userId, MetricHour hour, IReadOnlyList<HourlyRollup> rollups, CancellationToken cancellationToken);

    /// <summary>The roll-ups of an agent between two times.</summary>
    IAsyncEnumerable<HourlyRollup> ReadAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>What a user used in a period, as far as it is rolled up; zeros when nothing is.</summary>
    Task<BillingUsage> ReadUsageAsync(string userId, string period, CancellationToken cancellationToken);
}
