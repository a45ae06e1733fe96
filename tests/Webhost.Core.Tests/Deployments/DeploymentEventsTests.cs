using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

[Collection(AzuriteCollection.Name)]
public sealed class DeploymentEventsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private AgentRecord agent = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_deployment_is_told_line_by_line_and_at_last_its_end()
    {
        var deployment = await world.DeployAsync(agent.AgentId);

        var all = await world.Get<DeploymentEvents>().FollowAsync(world.Caller, deployment, cursor: null, default).ToListAsync();
        var rest = await world.Get<DeploymentEvents>().FollowAsync(world.Caller, deployment, all[2]!.Cursor, default).ToListAsync();

        Assert.Equal(DeploymentPhase.Done, Assert.IsType<DeploymentEvent.Progressed>(all[0]).Progress.Phase);
        Assert.All(all[1..^1], item => Assert.True(DeploymentLineIds.IsValid(Assert.IsType<DeploymentEvent.Logged>(item).Cursor!)));
        Assert.Equal("The deployment is active.", Assert.IsType<DeploymentEvent.Logged>(all[^2]).Line.Message);
        Assert.Equal(DeploymentStatus.Active, Assert.IsType<DeploymentEvent.Ended>(all[^1]).Deployment.Status);
        Assert.Equal(all[3..].Select(item => item!.Cursor), rest[1..].Select(item => item!.Cursor));
    }

    [Fact]
    public async Task One_whose_agent_is_removed_before_its_end_is_told_to_be_gone_and_not_to_have_ended()
    {
        var started = (await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId))).Value;
        await using var events = world.Get<DeploymentEvents>().FollowAsync(world.Caller, started, cursor: null, default).GetAsyncEnumerator();
        Assert.Equal(DeploymentPhase.Queued, Assert.IsType<DeploymentEvent.Progressed>(await NextAsync(events)).Progress.Phase);
        Assert.Null(await NextAsync(events));

        var item = new PendingItem { Kind = PendingKind.Remove, Id = "rmv_x", UserId = agent.UserId, AgentId = agent.AgentId, CreatedAt = world.Clock.GetUtcNow() };
        await world.Get<AgentRemoval>().RemoveStoredAsync(item, default);
        var next = NextAsync(events);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<Failure.NotFound>(Assert.IsType<DeploymentEvent.Gone>(await next).Failure);
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("abc", false)]
    [InlineData("0638400000000000000-00000x", false)]
    [InlineData("0638400000000000000_000001", false)]
    [InlineData("0638400000000000000-000001", true)]
    public void The_id_of_a_line_is_known_by_its_form(string text, bool isId) => Assert.Equal(isId, DeploymentLineIds.IsValid(text));

    private static async Task<DeploymentEvent?> NextAsync(IAsyncEnumerator<DeploymentEvent?> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }
}
