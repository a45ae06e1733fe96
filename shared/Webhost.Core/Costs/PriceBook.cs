using Webhost.Core.Providers;

namespace Webhost.Core.Costs;

/// <summary>Estimates what a use costs, with the prices that held when it happened (runtime provider interface §4.4).</summary>
public sealed class PriceBook(PriceTables tables, TimeProvider time)
{
    /// <summary>US dollars, always an estimate. The same use at the same time costs the same, however often it is asked for.</summary>
    /// <exception cref="InvalidOperationException">The provider has no prices, which the start should have found.</exception>
    public decimal Estimate(string provider, UsageQuantities usage) =>
        (tables.At(provider, usage.At ?? time.GetUtcNow()) ?? throw new InvalidOperationException($"There are no prices of '{provider}'.")).Estimate(usage);
}
