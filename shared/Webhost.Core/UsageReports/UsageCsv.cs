using System.Globalization;
using Webhost.Contracts.Costs;
using Webhost.Contracts.UsageReports;

namespace Webhost.Core.UsageReports;

/// <summary>Usage as a table: a row for each day, agent and runtime.</summary>
public static class UsageCsv
{
    /// <summary>The columns.</summary>
    public static readonly IReadOnlyList<string> Columns = ["day", "agentId", "agentName", "runtimeProvider", "requests", "tokens", "computeMs", "costUsd", "costReconciledUsd", "costStatus"];

    /// <summary>The cells of a row.</summary>
    internal static IReadOnlyList<string?> Cells(UsageCell used, string? name, UsageAmounts amounts) =>
    [
        used.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), used.AgentId, name, used.RuntimeProvider,
        Text(amounts.Requests), Text(amounts.Tokens), Text(amounts.ComputeMs), Usd(amounts.CostUsd), Usd(amounts.CostReconciledUsd),
        amounts.CostStatus == CostStatus.Estimated ? "estimated" : "reconciled",
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Usd(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture);
}
