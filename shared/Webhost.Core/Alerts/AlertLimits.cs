using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.UsageReports;

namespace Webhost.Core.Alerts;

/// <summary>The limits that are watched: what is used up over a period, stored bytes, and the user's own cap. Others (agents, requests a second) tell at the call itself.</summary>
public sealed class AlertLimits(LimitsReader limits, IUsageCells cells, TimeProvider time)
{
    /// <summary>The name of the user's own cap.</summary>
    internal const string SpendCap = "spendCapUsd";

    private static readonly HashSet<string> Watched = new(StringComparer.Ordinal) { "requestsPerMonth", "tokensPerMonth", "computeMsPerMonth", "storageBytes", SpendCap };

    /// <summary>The watched limits that have a bound, as they stand now.</summary>
    internal async Task<(BillingPeriod Period, IReadOnlyList<(string Name, decimal Used, decimal Allowed)> Limits)> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var period = UsagePeriods.Of(caller.User, time.GetUtcNow());
        var view = await limits.ReadAsync(caller, cancellationToken);
        var watched = new List<(string Name, decimal Used, decimal Allowed)>();
        foreach (var limit in view.Limits.Where(limit => Watched.Contains(limit.Name)))
        {
            if (limit.Allowed is { } allowed)
            {
                watched.Add((limit.Name, limit.Used, allowed));
            }
        }

        if (caller.User.SpendCapUsd is { } cap && watched.TrueForAll(limit => limit.Name != SpendCap))
        {
            var used = await cells.ReadAsync(caller.UserId, period.Start, period.End, cancellationToken);
            watched.Add((SpendCap, used.Sum(cell => cell.CostUsd), cap));
        }

        return (period, watched);
    }
}
