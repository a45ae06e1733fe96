using Webhost.Contracts.Costs;
using Webhost.Contracts.UsageReports;
using Webhost.Core.Costs;

namespace Webhost.Core.UsageReports;

/// <summary>What was used in a period, cell by cell, with what providers state beside the estimates. A cell is a day of an agent on a runtime.</summary>
internal sealed class UsageSheet
{
    private readonly List<Cell> cells;

    /// <summary>Puts usage and statements together; what is stated of a day without use is a cell of its own.</summary>
    public UsageSheet(IReadOnlyList<UsageCell> used, IReadOnlyList<StatedCost> stated)
    {
        var statements = stated.GroupBy(cost => (cost.Day, cost.AgentId, cost.Provider)).ToDictionary(group => group.Key, group => group.Sum(cost => cost.Usd));
        cells = [.. used.Select(cell => new Cell(cell, statements.Remove((cell.Day, cell.AgentId, cell.RuntimeProvider), out var usd) ? usd : null))];
        cells.AddRange(statements.Select(pair => new Cell(new UsageCell(pair.Key.Day, pair.Key.AgentId, pair.Key.Provider, 0, 0, 0, 0), pair.Value)));
    }

    /// <summary>All of it.</summary>
    public UsageAmounts Totals() => Sum(cells);

    /// <summary>By runtime.</summary>
    public IReadOnlyList<RuntimeUsageAmounts> Runtimes() =>
        [.. cells.GroupBy(cell => cell.Used.RuntimeProvider, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new RuntimeUsageAmounts(group.Key, Sum(group)))];

    /// <summary>By agent, the most expensive first.</summary>
    /// <param name="names">The names of the agents that are there.</param>
    public IReadOnlyList<AgentUsageAmounts> Agents(IReadOnlyDictionary<string, string> names) =>
        [.. cells.GroupBy(cell => cell.Used.AgentId, StringComparer.Ordinal)
            .Select(group => new AgentUsageAmounts(group.Key, Sum(group)) { Name = names.GetValueOrDefault(group.Key) })
            .OrderByDescending(agent => agent.CostUsd).ThenBy(agent => agent.AgentId, StringComparer.Ordinal)];

    /// <summary>By day.</summary>
    public IReadOnlyList<DayUsageAmounts> Days() => [.. cells.GroupBy(cell => cell.Used.Day).OrderBy(group => group.Key).Select(group => new DayUsageAmounts(group.Key, Sum(group)))];

    /// <summary>Each cell by itself, in the order of days, agents and runtimes.</summary>
    public IEnumerable<(UsageCell Used, UsageAmounts Amounts)> Cells() =>
        cells.OrderBy(cell => cell.Used.Day).ThenBy(cell => cell.Used.AgentId, StringComparer.Ordinal).ThenBy(cell => cell.Used.RuntimeProvider, StringComparer.Ordinal)
            .Select(cell => (cell.Used, Sum([cell])));

    private static UsageAmounts Sum(IEnumerable<Cell> some)
    {
        var all = some.ToArray();
        var stated = all.Where(cell => cell.StatedUsd is not null).ToArray();
        return new UsageAmounts
        {
            Requests = all.Sum(cell => cell.Used.Requests),
            Tokens = all.Sum(cell => cell.Used.Tokens),
            ComputeMs = all.Sum(cell => cell.Used.ComputeMs),
            CostUsd = all.Sum(cell => cell.Used.CostUsd),
            CostReconciledUsd = stated.Length == 0 ? null : stated.Sum(cell => cell.StatedUsd!.Value),
            CostStatus = stated.Length == 0 ? CostStatus.Estimated : stated.Length == all.Length ? CostStatus.Reconciled : CostStatus.PartlyReconciled,
        };
    }

    private sealed record Cell(UsageCell Used, decimal? StatedUsd);
}
