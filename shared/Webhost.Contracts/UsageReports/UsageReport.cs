using Webhost.Contracts.Limits;

namespace Webhost.Contracts.UsageReports;

/// <summary>What a user used in a billing period, as far as it is rolled up (master spec §11.6). Costs are estimates unless their status says otherwise.</summary>
public sealed record UsageReport
{
    /// <summary>The period's key, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The period's start, inclusive.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The period's end, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>When this was put together.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>All of it.</summary>
    public required UsageAmounts Totals { get; init; }

    /// <summary>The same by runtime.</summary>
    public required IReadOnlyList<RuntimeUsageAmounts> Runtimes { get; init; }

    /// <summary>The same by agent, removed ones included.</summary>
    public required IReadOnlyList<AgentUsageAmounts> Agents { get; init; }

    /// <summary>The same by day in UTC, days without use left out.</summary>
    public required IReadOnlyList<DayUsageAmounts> Days { get; init; }

    /// <summary>What the whole period will come to at this rate; absent for a period that is over or has hardly begun.</summary>
    public UsageProjection? Projected { get; init; }

    /// <summary>Each limit with what is used of it now; absent for a period that is over.</summary>
    public IReadOnlyList<LimitState>? Limits { get; init; }

    /// <summary>The most US dollars, estimated, that the user lets a period cost; absent for no cap.</summary>
    public decimal? SpendCapUsd { get; init; }

    /// <summary>Whether the price of a plan was paid for the period and not given back in full; false where none was to be paid. Absent for a key that is good for one agent.</summary>
    public bool? Paid { get; init; }

    /// <summary>The payment provider's id of that payment's invoice; absent for none.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The price tables that the estimates are made with.</summary>
    public required IReadOnlyList<PriceSource> Prices { get; init; }
}
