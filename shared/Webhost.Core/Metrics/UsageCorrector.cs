using Webhost.Core.Limits;
using Webhost.Core.Users;

namespace Webhost.Core.Metrics;

/// <summary>Tells limits how much telemetry adds to what gateways settled at once (<see cref="IUsageCorrections"/>).</summary>
public sealed class UsageCorrector(IHourlyStore hourly, IUsageCorrections corrections, UserDirectory users)
{
    private const int Attempts = 5;
    private const decimal MicrosOfDollar = 1_000_000;

    /// <summary>Brings the periods of a user up to date that some hours lie in.</summary>
    internal async Task CorrectAsync(string userId, IEnumerable<DateTimeOffset> hours, CancellationToken cancellationToken)
    {
        var anchor = (await users.FindAsync(new UserId(userId), cancellationToken))?.BillingAnchor;
        foreach (var period in hours.Select(hour => BillingPeriod.Of(hour, anchor)).Distinct())
        {
            await CorrectAsync(userId, period, cancellationToken);
        }
    }

    // Another process may set what it read before this one, after this one: each looks again at what it has set, so that the last one is right.
    private async Task CorrectAsync(string userId, BillingPeriod period, CancellationToken cancellationToken)
    {
        SettledUsage? set = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var extra = (await hourly.ReadUsageAsync(userId, period, cancellationToken)).Extra;
            if (extra == set)
            {
                return;
            }

            await corrections.SetExtraAsync(userId, period.Key, extra.Tokens, extra.ComputeMs, (long)decimal.Round(extra.CostUsd * MicrosOfDollar), cancellationToken);
            set = extra;
        }
    }
}
