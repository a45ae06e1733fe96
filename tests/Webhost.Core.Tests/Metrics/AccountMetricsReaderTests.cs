using Webhost.Contracts.Metrics;
using Webhost.Core.Identity;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;

namespace Webhost.Core.Tests.Metrics;

[Collection(AzuriteCollection.Name)]
public sealed class AccountMetricsReaderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private MeteredAgent busy = null!;
    private MeteredAgent idle = null!;
    private MeteredAgent other = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        busy = await NewAgentAsync();
        idle = await NewAgentAsync();
        other = await NewAgentAsync();
        world.Clock.Advance(TimeSpan.FromHours(5));
        await busy.MeasureAsync(HoursAgo(1, busy), HoursAgo(3, busy) with { ErrorClass = "runtime" }, HoursAgo(3, busy) with { DeploymentId = busy.Deployments[1], DurationMs = 900 });
        await other.MeasureAsync(HoursAgo(3, other) with { EstimatedTokens = 7 });
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task All_agents_are_added_up_and_each_shows_what_it_did_the_unused_included()
    {
        var read = await ReadAsync(world.Caller);

        Assert.Equal((4, 1, 7, 960), (read.Totals.Requests, read.Totals.Errors, read.Totals.Tokens, read.Totals.ComputeMs));
        Assert.True(read.Totals.P99Ms > 800);
        Assert.Equal([(busy.AgentId, 3, 1), (idle.AgentId, 0, 0), (other.AgentId, 1, 0)], read.Agents.Select(agent => (agent.AgentId, agent.Requests, agent.Errors)));
        Assert.Equal(read.Totals.CostUsd, read.Agents.Sum(agent => agent.CostUsd), 9);
    }

    [Fact]
    public async Task Each_step_has_its_requests_as_in_the_agents_own_metrics()
    {
        var read = await ReadAsync(world.Caller);

        var own = await busy.MetricsAsync(TimeSpan.FromDays(1), "1h");
        Assert.Equal(own.Series.Select(point => point.Requests), read.Agents[0].RequestsByStep);
        Assert.Equal([2, 1], read.Agents[0].RequestsByStep.Where(requests => requests > 0));
        Assert.All(read.Agents, agent => Assert.Equal(own.Series.Count, agent.RequestsByStep.Count));
        Assert.Equal((own.From, own.StepSeconds), (read.From, read.StepSeconds));
    }

    [Fact]
    public async Task A_key_for_one_agent_sees_that_one_and_another_tenant_none()
    {
        var one = await ReadAsync(world.Caller with { OnlyAgentId = other.AgentId });
        var stranger = await ReadAsync(Some.Caller());

        Assert.Equal((other.AgentId, 1), (Assert.Single(one.Agents).AgentId, one.Totals.Requests));
        Assert.Empty(stranger.Agents);
        Assert.Equal(0, stranger.Totals.Requests);
    }

    // One after the other by their ids too.
    private Task<MeteredAgent> NewAgentAsync()
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return MeteredAgent.NewAsync(world, deployments: 2);
    }

    private InvocationMeasurement HoursAgo(int hours, MeteredAgent agent) => agent.Measurement(MeteredAgent.IdAt(MetricHour.Floor(world.Clock.GetUtcNow()).AddHours(-hours)));

    private Task<AccountMetrics> ReadAsync(Caller caller) =>
        world.Get<AccountMetricsReader>().ReadAsync(caller, MetricsQuery.Of(null, null, "1h", null, world.Clock.GetUtcNow()).Value, default);
}
