using Webhost.Core.Providers;
using Webhost.Providers.Cloudflare.Costs;

namespace Webhost.Providers.Cloudflare.Tests.Costs;

public sealed class CostEstimateTests
{
    [Fact]
    public void The_price_table_is_applied_to_each_quantity()
    {
        var prices = new PriceTable
        {
            MillionRequests = 1_000_000m,
            MillionCpuMs = 2_000_000m,
            CpuShareOfWallTime = 0.5m,
            MillionDurableObjectRequests = 3_000_000m,
            MillionDurableObjectGigabyteSeconds = 1_000_000m,
            DurableObjectGigabytes = 1m,
            MillionRowsWritten = 1_000_000m,
            RowsWrittenPerOperation = 1m,
            ThousandNeurons = 1000m,
            NeuronsPerCall = 1m,
        };

        var cost = CostEstimate.Of(new UsageQuantities { Requests = 1, ComputeMs = 1000, DurableObjectOps = 2, WorkersAICalls = 1 }, prices);

        // 1 request + 1,000 ms at half of 2 + 2 operations at 3 + 1 GB-second + 2 rows + 1 neuron
        Assert.Equal(1m + 1000m + 6m + 1m + 2m + 1m, cost);
    }

    [Fact]
    public void The_same_usage_always_costs_the_same_and_more_usage_more()
    {
        var prices = new PriceTable();
        var usage = new UsageQuantities { Requests = 1, ComputeMs = 1234, Tokens = 99, ToolCalls = 3 };

        var cost = CostEstimate.Of(usage, prices);

        Assert.Equal(cost, CostEstimate.Of(usage with { }, new PriceTable()));
        Assert.True(CostEstimate.Of(usage with { ComputeMs = 5000 }, prices) > cost);
        Assert.InRange(cost, 0.000001m, 0.001m);
    }

    [Fact]
    public void Nothing_costs_nothing() =>
        Assert.Equal(0m, CostEstimate.Of(new UsageQuantities { Requests = 0, ComputeMs = 0 }, new PriceTable()));
}
