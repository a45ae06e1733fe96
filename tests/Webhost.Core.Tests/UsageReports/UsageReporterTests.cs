using Webhost.Contracts.Costs;
using Webhost.Core.Agents;
using Webhost.Core.Billing;
using Webhost.Core.Costs;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.UsageReports;

namespace Webhost.Core.Tests.UsageReports;

[Collection(AzuriteCollection.Name)]
public sealed class UsageReporterTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private BillingPeriod period = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);

        // Ten days into a month.
        var now = world.Clock.GetUtcNow();
        world.Clock.Advance(new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).AddDays(10) - now);
        period = BillingPeriod.Of(world.Clock.GetUtcNow(), anchor: null);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Use_is_summed_by_runtime_agent_and_day_within_the_period()
    {
        var (one, two) = (await world.NewAgentAsync("one"), await world.NewAgentAsync("two"));
        await UsageSeed.AddAsync(world, one.AgentId, period.Start, requests: 2, costUsd: 0.5m, tokens: 10, computeMs: 100);
        await UsageSeed.AddAsync(world, one.AgentId, period.Start.AddHours(23), requests: 3, costUsd: 0.25m);
        await UsageSeed.AddAsync(world, two.AgentId, period.Start.AddDays(2), requests: 5, costUsd: 1m, runtime: "agentcore");
        await UsageSeed.AddAsync(world, one.AgentId, period.Start.AddHours(-1), requests: 100, costUsd: 9m);
        await UsageSeed.AddAsync(world, one.AgentId, period.End, requests: 1000, costUsd: 90m);

        var report = (await ReportAsync()).Value;

        Assert.Equal((10, 10L, 100L, 1.75m, CostStatus.Estimated), ((int)report.Totals.Requests, report.Totals.Tokens, report.Totals.ComputeMs, report.Totals.CostUsd, report.Totals.CostStatus));
        Assert.Null(report.Totals.CostReconciledUsd);
        Assert.Equal([("agentcore", 5L), (FakeRuntime.Name, 5L)], report.Runtimes.Select(runtime => (runtime.RuntimeProvider, runtime.Requests)));
        Assert.Equal([("two", 1m), ("one", 0.75m)], report.Agents.Select(agent => (agent.Name!, agent.CostUsd)));
        Assert.Equal([(Day(0), 5L), (Day(2), 5L)], report.Days.Select(day => (day.Day, day.Requests)));
        Assert.Equal((period.Key, period.Start, period.End), (report.Period, report.Start, report.End));
        Assert.Contains(report.Limits!, limit => limit.Name == "tokensPerMonth");
        Assert.Equal(["agentcore", "cloudflare"], report.Prices.Select(price => price.RuntimeProvider));
    }

    [Fact]
    public async Task The_projection_goes_on_at_the_rate_so_far_and_a_past_period_has_none()
    {
        var agent = await world.NewAgentAsync();
        await UsageSeed.AddAsync(world, agent.AgentId, period.Start, requests: 100, costUsd: 2m, tokens: 1000);

        var projected = (await ReportAsync()).Value.Projected!;
        var past = (await ReportAsync($"{period.Start.AddDays(-1):yyyy-MM}")).Value;

        var share = 10 / (period.End - period.Start).TotalDays;
        Assert.Equal("linear", projected.Method);
        Assert.Equal((long)Math.Round(100 / share), projected.Requests);
        Assert.Equal((long)Math.Round(1000 / share), projected.Tokens);
        Assert.Equal(2m / (decimal)share, projected.CostUsd, 4);
        Assert.Null(past.Projected);
        Assert.Null(past.Limits);
        Assert.Equal(period.Start, past.End);
    }

    [Fact]
    public async Task A_period_says_whether_it_was_paid_and_with_which_invoice()
    {
        Assert.Equal((false, null), await PaidAsync());
        var at = new[] { period.Start.AddMonths(-1), period.Start.AddMinutes(41), period.Start.AddDays(3) };
        await SayAsync([.. at.Select((time, index) => Payment(index, time) with { ForPeriod = index < 2 })]);
        Assert.Equal((true, "invoice-1"), await PaidAsync());
        Assert.Equal((true, "invoice-0"), await PaidAsync($"{at[0]:yyyy-MM}"));
        Assert.Null((await world.Get<UsageReporter>().ReadAsync(world.Caller with { OnlyAgentId = "agt_1" }, null, default)).Value.Paid);

        await SayAsync(Payment(1, at[1]) with { RefundedInFull = true, UpdatedAt = at[2] });
        Assert.Equal((false, null), await PaidAsync());

        async Task<(bool?, string?)> PaidAsync(string? named = null) => (await ReportAsync(named)).Value is var report ? (report.Paid, report.InvoiceId) : default;

        PaymentFacts Payment(int index, DateTimeOffset time) => Billing.Said.Payment(0, id: world.Caller.User.UserId) with { InvoiceId = $"invoice-{index}", CreatedAt = time, UpdatedAt = time };

        Task SayAsync(params PaymentFacts[] payments) => world.Get<SubscriptionLedger>().RecordAsync(
            world.Caller.User.UserId, [.. payments.Select(payment => new SubscriptionStatement { Payment = payment, Owner = world.Caller.UserId })], default);
    }

    [Fact]
    public async Task What_the_provider_states_stands_beside_the_estimates_day_by_day()
    {
        var (one, two) = (await world.NewAgentAsync("one"), await world.NewAgentAsync("two"));
        await UsageSeed.AddAsync(world, one.AgentId, period.Start, requests: 1, costUsd: 1m);
        await UsageSeed.AddAsync(world, two.AgentId, period.Start.AddDays(1), requests: 1, costUsd: 2m);
        await StateAsync(
            new StatedCost(one.AgentId, Day(0), FakeRuntime.Name, 0.8m), new StatedCost(one.AgentId, Day(3), FakeRuntime.Name, 0.1m),
            new StatedCost(one.AgentId, Day(-1), FakeRuntime.Name, 7m), new StatedCost(AgentId.New(world.Clock).Value, Day(1), FakeRuntime.Name, 100m));

        var report = (await ReportAsync()).Value;
        var rows = (await world.Get<UsageReporter>().ReadRowsAsync(world.Caller, null, default)).Value.Rows;

        Assert.Equal((3m, 0.9m, CostStatus.PartlyReconciled), (report.Totals.CostUsd, report.Totals.CostReconciledUsd, report.Totals.CostStatus));
        Assert.Equal([CostStatus.Estimated, CostStatus.Reconciled], report.Agents.Select(agent => agent.CostStatus));
        Assert.Equal([(Day(0), (decimal?)0.8m, CostStatus.Reconciled), (Day(1), null, CostStatus.Estimated), (Day(3), 0.1m, CostStatus.Reconciled)], report.Days.Select(day => (day.Day, day.CostReconciledUsd, day.CostStatus)));
        Assert.Equal(
            [
                $"{Day(0):yyyy-MM-dd},{one.AgentId},one,cloudflare,1,0,0,1,0.8,reconciled",
                $"{Day(1):yyyy-MM-dd},{two.AgentId},two,cloudflare,1,0,0,2,,estimated",
                $"{Day(3):yyyy-MM-dd},{one.AgentId},one,cloudflare,0,0,0,0,0.1,reconciled",
            ],
            rows.Select(row => string.Join(',', row)));
    }

    [Fact]
    public async Task A_removed_agent_still_counts_and_another_users_never()
    {
        var gone = AgentId.New(world.Clock).Value;
        await UsageSeed.AddAsync(world, gone, period.Start, requests: 4, costUsd: 1m);
        var stranger = world.Caller with { User = Some.Caller().User };

        Assert.Equal((gone, null, 4L), Assert.Single((await ReportAsync()).Value.Agents) is var agent ? (agent.AgentId, agent.Name, agent.Requests) : default);
        Assert.Equal(0, (await world.Get<UsageReporter>().ReadAsync(stranger, null, default)).Value.Totals.Requests);
    }

    [Fact]
    public async Task A_key_for_one_agent_sees_that_agents_part_alone()
    {
        var (one, two) = (await world.NewAgentAsync("one"), await world.NewAgentAsync("two"));
        await UsageSeed.AddAsync(world, one.AgentId, period.Start, requests: 1, costUsd: 1m);
        await UsageSeed.AddAsync(world, two.AgentId, period.Start, requests: 2, costUsd: 2m);

        var report = (await world.Get<UsageReporter>().ReadAsync(world.Caller with { OnlyAgentId = one.AgentId }, null, default)).Value;

        Assert.Equal((1L, one.AgentId), (report.Totals.Requests, Assert.Single(report.Agents).AgentId));
        Assert.Null(report.Limits);
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("last month")]
    [InlineData("0001-01")]
    [InlineData("9999-12")]
    public async Task A_period_that_is_none_is_refused(string text) => Assert.Equal("period", Assert.IsType<Failure.Invalid>((await ReportAsync(text)).Failure).Problems[0].Path);

    [Fact]
    public async Task A_period_is_named_by_its_month_or_by_a_day_of_it()
    {
        Assert.Equal(period.Key, (await ReportAsync($"{period.Start:yyyy-MM}")).Value.Period);
        Assert.Equal(period.Key, (await ReportAsync($"{period.End.AddDays(-1):yyyy-MM-dd}")).Value.Period);
    }

    private DateOnly Day(int offset) => DateOnly.FromDateTime(period.Start.UtcDateTime).AddDays(offset);

    private Task<Result<Contracts.UsageReports.UsageReport>> ReportAsync(string? text = null) => world.Get<UsageReporter>().ReadAsync(world.Caller, text, default);

    private async Task StateAsync(params StatedCost[] costs)
    {
        var store = world.Get<ICostStore>();
        var (path, hash) = ($"{Guid.NewGuid():n}.csv", $"{Guid.NewGuid():n}{Guid.NewGuid():n}");
        await store.WriteAsync(path, hash, costs, default);
        await store.SetImportAsync(new CostImport { Provider = FakeRuntime.Name, Path = path, Version = "1", ContentHash = hash, At = world.Clock.GetUtcNow() }, default);
    }
}
