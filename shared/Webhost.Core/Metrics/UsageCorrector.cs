using Webhost.Core.Limits;
using Webhost.Core.Users;

namespace Webhost.Core.Metrics;

/// <summary>Tells limits how much telemetry adds to what gateways settled at once (<see cref="IUsageCorrections"/>); nobody, when nobody wants to know.</summary>
public sealed class UsageCorrector(IHourlyStore hourly, IUsageCorrections? corrections = null, UserDirectory? users = null)
{
    private const int Attempts = 5;

    /// <summary>Brings the periods of a user up to date that some hours lie in.</summary>
    internal async Task CorrectAsync(string userId, IEnumerable<DateTimeOffset> hours, CancellationToken cancellationToken)
    {
        if (corrections is null || users is null)
        {
            return;
        }

        var user = await users.FindAsync(new UserId(userId), cancellationToken);
        foreach (var period in hours.Select(hour => BillingPeriod.Of(hour, user?.BillingAnchor, user?.BillingSince)).Distinct())
        {
            await CorrectAsync(userId, period, corrections, cancellationToken);
        }
    }

    // Another process may set what it read before this one, after this one: each looks again at what it has set, so that the last one is right.
    private async Task CorrectAsync(string userId, BillingPeriod period, IUsageCorrections to, CancellationToken cancellationToken)
    {
        SettledUsage? set = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var extra = (await hourly.ReadUsageAsync(userId, period, cancellationToken)).Extra;
            if (extra == set)
            {
                return;
            }

            await to.SetExtraAsync(userId, period.Key, extra.Tokens, extra.ComputeMs, (long)decimal.Round(extra.CostUsd * QuotaAmounts.MicrosPerDollar), cancellationToken);
            set = extra;
        }
    }
}
