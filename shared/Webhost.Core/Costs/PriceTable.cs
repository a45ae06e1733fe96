using Webhost.Core.Providers;

namespace Webhost.Core.Costs;

/// <summary>What a runtime's provider charges from a day on. Included quantities are left out: an estimate is what one more of a thing costs.</summary>
public sealed record PriceTable
{
    private const int Decimals = 12;

    /// <summary>The runtime.</summary>
    public required string Provider { get; init; }

    /// <summary>The start, in UTC, of the first day on which it holds.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Where the prices were taken from.</summary>
    public required string Source { get; init; }

    /// <summary>The prices, by name.</summary>
    public required IReadOnlyList<PriceItem> Items { get; init; }

    /// <summary>What a use costs in US dollars: the same for the same use always.</summary>
    public decimal Estimate(UsageQuantities usage) => Math.Round(Items.Sum(item => item.Of(usage)), Decimals, MidpointRounding.ToEven);
}
