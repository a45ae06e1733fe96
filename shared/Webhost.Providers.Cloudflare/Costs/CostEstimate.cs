using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare.Costs;

/// <summary>Estimates what a quantity costs (runtime provider interface §4.4): the same quantities always give the same figure.</summary>
internal static class CostEstimate
{
    private const decimal Million = 1_000_000m;
    private const decimal Thousand = 1_000m;
    private const int Decimals = 12;

    public static decimal Of(UsageQuantities usage, PriceTable prices)
    {
        // Every invocation passes through a Durable Object, whether the workload counted that or not.
        var operations = Math.Max(usage.DurableObjectOps, usage.Requests);
        var seconds = usage.ComputeMs / Thousand;
        var cost = (usage.Requests * prices.MillionRequests / Million)
            + (usage.ComputeMs * prices.CpuShareOfWallTime * prices.MillionCpuMs / Million)
            + (operations * prices.MillionDurableObjectRequests / Million)
            + (seconds * prices.DurableObjectGigabytes * prices.MillionDurableObjectGigabyteSeconds / Million)
            + (operations * prices.RowsWrittenPerOperation * prices.MillionRowsWritten / Million)
            + (usage.WorkersAICalls * prices.NeuronsPerCall * prices.ThousandNeurons / Thousand);
        return Math.Round(cost, Decimals, MidpointRounding.ToEven);
    }
}
