using Webhost.Contracts.Invocation;
using Webhost.Contracts.Limits;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using InvokeInput = Webhost.Contracts.Invocation.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Core.Tests.Limits;

[Collection(AzuriteCollection.Name)]
public sealed class LimitsReaderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_limit_is_there_with_what_is_used_of_it_now()
    {
        var agent = await world.NewAgentAsync();
        await world.DeployAsync(agent.AgentId);
        await world.NewAgentAsync("second");
        world.Runtime.Answer = (_, _) =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "hello", Usage = new Usage { Tokens = 7 } });
        };
        var caller = world.Caller with
        {
            User = world.Caller.User with { SpendCapUsd = 5, AgentCoreAddOns = 3 },
            Plan = Some.Plan with { Agents = 4, TokensPerMonth = 1_000, ComputeMsPerMonth = null, RequestsPerSecondPerUser = 40, RequestsPerSecondPerAgent = 20, AgentCore = AgentCoreAccess.AddOn },
        };
        var prepared = await world.Get<InvocationGateway>().PrepareAsync(caller, agent.AgentId, new InvokeRequest { Input = new InvokeInput { Prompt = "hi" } }, inOnePiece: false, default);
        await world.Get<InvocationGateway>().RunAsync(prepared.Value, default);

        var view = await world.Get<LimitsReader>().ReadAsync(caller, default);

        var period = BillingPeriod.Of(world.Clock.GetUtcNow(), anchor: null);
        Assert.Equal((period.Key, period.Start, period.End, "pro"), (view.Period, view.PeriodStart, view.PeriodEnd, view.Tier));
        Assert.Equal(
            [
                ("requestsPerMonth", 1, 1_000_000, true), ("tokensPerMonth", 7, 1_000, true), ("computeMsPerMonth", 20, null, true), ("spendCapUsd", 0.001007m, 5, true),
                ("storageBytes", Of(view, "storageBytes").Used, 1_000_000_000, false), ("agents", 2, 4, false), ("agentCoreAgents", 0, 3, false),
                ("requestsPerSecondPerUser", 1, 40, true), ("requestsPerSecondPerAgent", 1, 20, true),
            ],
            view.Limits.Select(limit => (limit.Name, limit.Used, limit.Allowed, limit.ResetsAt is not null)));
        Assert.All(view.Limits.Take(4), limit => Assert.Equal(period.End, limit.ResetsAt));
        Assert.True(Of(view, "storageBytes").Used > "built".Length);
        Assert.InRange(Of(view, "requestsPerSecondPerAgent").ResetsAt!.Value - world.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(AgentCoreAccess.None, 0, 0)]
    [InlineData(AgentCoreAccess.AddOn, 2, 2)]
    [InlineData(AgentCoreAccess.Included, 2, 12)]
    public void Agents_on_AgentCore_are_the_plans_and_those_that_are_paid_for(AgentCoreAccess access, long addOns, long allowed) =>
        Assert.Equal(allowed, (Some.Plan with { AgentCore = access, AgentCoreAgents = access == AgentCoreAccess.Included ? 10 : 0 }).PlacesOn("agentcore", addOns));

    [Fact]
    public async Task A_user_without_anything_has_used_nothing()
    {
        var view = await world.Get<LimitsReader>().ReadAsync(Some.Caller(), default);

        Assert.All(view.Limits, limit => Assert.Equal(0, limit.Used));
    }

    private static LimitState Of(LimitsView view, string name) => view.Limits.Single(limit => limit.Name == name);
}
