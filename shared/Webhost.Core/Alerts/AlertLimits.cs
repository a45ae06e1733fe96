using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.UsageReports;

namespace Webhost.Core.Alerts;

/// <summary>The limits that are watched: what is used up over a period, stored bytes, and the user's own cap. Others (agents, requests a second) tell at the call itself.</summary>
public sealed class AlertLimits(LimitsReader limits, IUsageCells cells, TimeProvider time)
{
    private static readonly HashSet<string> Watched = new(StringComparer.Ordinal) { LimitNames.Requests, LimitNames.Tokens, LimitNames.ComputeMs, LimitNames.StorageBytes, LimitNames.SpendCap };

    /// <summary>The watched limits that have a bound, as they stand now.</summary>
    internal async Task<(BillingPeriod Period, IReadOnlyList<(string Name, decimal Used, decimal Allowed)> Limits)> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var period = UsagePeriods.Of(caller.User, time.GetUtcNow());
        var view = await limits.ReadAsync(caller, cancellationToken);
        var rolledUp = await cells.ReadAsync(caller.UserId, period.Start, period.End, cancellationToken);
        var watched = new List<(string Name, decimal Used, decimal Allowed)>();
        foreach (var limit in view.Limits.Where(limit => Watched.Contains(limit.Name)))
        {
            if (limit.Allowed is { } allowed)
            {
                // Limits know what has just happened, roll-ups what telemetry has told since.
                watched.Add((limit.Name, Math.Max(limit.Used, Sum(limit.Name, rolledUp)), allowed));
            }
        }

        return (period, watched);
    }

    private static decimal Sum(string limit, IReadOnlyList<UsageCell> rolledUp) => limit switch
    {
        LimitNames.Requests => rolledUp.Sum(cell => cell.Requests),
        LimitNames.Tokens => rolledUp.Sum(cell => cell.Tokens),
        LimitNames.ComputeMs => rolledUp.Sum(cell => cell.ComputeMs),
        LimitNames.SpendCap => rolledUp.Sum(cell => cell.CostUsd),
        _ => 0,
    };
}
