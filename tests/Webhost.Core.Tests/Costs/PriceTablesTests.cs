using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Costs;

public sealed class PriceTablesTests
{
    private static readonly DateTimeOffset November = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_price_is_applied_to_its_quantity()
    {
        var tables = PriceTables.Read(SampleSettings.Read(
            ("Prices:some:0:validFrom", "2026-01-01"),
            ("Prices:some:0:source", "a test"),
            ("Prices:some:0:requests", "1 per 1 requests"),
            ("Prices:some:0:cpu", "2 per 1000 computeMs x 0.5"),
            ("Prices:some:0:operations", "3 per 1 durableObjectOps|requests x 2"),
            ("Prices:some:0:tools", "0.5 per 10 toolCalls")));

        var cost = tables.At("some", November)!.Estimate(new UsageQuantities { Requests = 4, ComputeMs = 3000, DurableObjectOps = 2, ToolCalls = 20 });

        // 4 requests at 1, 3 s at half of 2, the greater of 4 requests and 2 operations twice at 3, and 20 calls at 0.5 for 10
        Assert.Equal(4m + 3m + 24m + 1m, cost);
    }

    [Fact]
    public void A_use_is_priced_with_the_table_that_held_on_its_day()
    {
        var book = new PriceBook(
            PriceTables.Read(SampleSettings.Read(
                ("Prices:some:0:validFrom", "2026-12-01"), ("Prices:some:0:source", "new"), ("Prices:some:0:requests", "5 per 1 requests"),
                ("Prices:some:1:validFrom", "2026-06-01"), ("Prices:some:1:source", "old"), ("Prices:some:1:requests", "2 per 1 requests"))),
            new FakeClock(November));

        Assert.Equal(2m, At(new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero)));
        Assert.Equal(5m, At(new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(5m, At(new(2026, 12, 1, 1, 0, 0, TimeSpan.FromHours(1))));
        Assert.Equal(2m, At(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(2m, At(null));

        decimal At(DateTimeOffset? time) => book.Estimate("some", new UsageQuantities { At = time, Requests = 1, ComputeMs = 0 });
    }

    [Fact]
    public void What_comes_with_the_product_estimates_both_runtimes_and_nothing_costs_nothing()
    {
        var book = new PriceBook(PriceTables.Read(SampleSettings.Read()), new FakeClock(November));
        var usage = new UsageQuantities { At = November, Requests = 1_000_000, ComputeMs = 2_000_000_000, WorkersAICalls = 1000, ToolCalls = 100 };

        // Requests 0.30, CPU 4.00, Durable Objects 0.15 and 3.20, two million rows 2.00, 50,000 neurons 0.55
        Assert.Equal(10.20m, book.Estimate("cloudflare", usage));
        Assert.InRange(book.Estimate("agentcore", usage), 15m, 30m);
        foreach (var provider in (string[])["cloudflare", "agentcore"])
        {
            Assert.Equal(book.Estimate(provider, usage), book.Estimate(provider, usage with { }));
            Assert.True(book.Estimate(provider, usage with { ComputeMs = usage.ComputeMs + 1 }) > book.Estimate(provider, usage));
            Assert.Equal(0m, book.Estimate(provider, new UsageQuantities { At = November, Requests = 0, ComputeMs = 0 }));
        }
    }

    [Fact]
    public void Everything_that_is_missing_or_malformed_is_named()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => PriceTables.Read(SampleSettings.Read(
            ("Prices:cloudflare:0:validFrom", "soon"),
            ("Prices:cloudflare:0:cpu", "0.02 per 1000000 wishes"),
            ("Prices:cloudflare:0:requests", "free"),
            ("Prices:agentcore:0:source", ""),
            ("Prices:agentcore:0:vcpu", "1 per 0 requests"),
            ("Prices:agentcore:1:validFrom", "2026-01-01"),
            ("Prices:agentcore:1:source", "again"))));

        foreach (var named in (string[])["Prices__cloudflare__0__validFrom is 'soon'", "Prices__cloudflare__0__cpu", "Prices__cloudflare__0__requests is 'free'", "Prices__agentcore__0__source is missing", "Prices__agentcore__0__vcpu", "2 tables that are valid from 2026-01-01"])
        {
            Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("rowsWritten", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_without_prices_is_no_silent_zero()
    {
        var book = new PriceBook(PriceTables.Read(SampleSettings.Read()), new FakeClock(November));

        Assert.Throws<InvalidOperationException>(() => book.Estimate("unknown", new UsageQuantities { Requests = 1, ComputeMs = 1 }));
    }
}
