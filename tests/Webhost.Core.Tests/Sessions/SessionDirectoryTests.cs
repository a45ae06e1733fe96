using Webhost.Core.Agents;
using Webhost.Core.Results;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Sessions;

[Collection(AzuriteCollection.Name)]
public sealed class SessionDirectoryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string SessionId = "ses_1";

    private World world = null!;
    private string agentId = string.Empty;

    private SessionDirectory Sessions => world.Get<SessionDirectory>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agentId = (await world.NewAgentAsync()).AgentId;
        await world.DeployAsync(agentId);
        world.Runtime.Sessions.Add(SessionId);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_session_that_is_ended_right_after_its_invocation_stays_gone_when_that_is_noted()
    {
        var invokedAt = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMilliseconds(5));

        Assert.True((await Sessions.DeleteAsync(world.Caller, agentId, SessionId, default)).Succeeded);
        await TouchAsync(invokedAt);

        Assert.Empty(await ListAsync());
        Assert.Empty(world.Runtime.Sessions);
        world.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await TouchAsync(world.Clock.GetUtcNow());
        Assert.Equal(SessionId, Assert.Single(await ListAsync()).SessionId);
    }

    [Fact]
    public async Task A_session_that_its_runtime_does_not_show_is_ended_before_it_is_listed()
    {
        world.Runtime.Capabilities = world.Runtime.Capabilities with { ReadableSessions = false };

        Assert.True((await Sessions.DeleteAsync(world.Caller, agentId, SessionId, default)).Succeeded);

        Assert.Empty(world.Runtime.Sessions);
        Assert.False((await Sessions.DeleteAsync(world.Caller, agentId, "no id/of a session", default)).Succeeded);
    }

    [Fact]
    public async Task Trouble_of_the_runtime_is_told_as_such_and_not_taken_for_the_absence_of_a_session()
    {
        world.Runtime.SessionTrouble = new Failure.RuntimeError("The agent's runtime could not be reached. Try again.", Transient: true);

        Assert.IsType<Failure.RuntimeError>((await Sessions.GetAsync(world.Caller, agentId, SessionId, default)).Failure);
        Assert.IsType<Failure.RuntimeError>((await Sessions.DeleteAsync(world.Caller, agentId, SessionId, default)).Failure);
        world.Runtime.SessionTrouble = null;
        Assert.IsType<Failure.NotFound>((await Sessions.GetAsync(world.Caller, agentId, "ses_none", default)).Failure);
    }

    [Fact]
    public async Task Sessions_live_as_long_as_the_runtime_that_serves_lets_them_and_not_the_next_one()
    {
        var now = world.Clock.GetUtcNow();
        await TouchAsync(now);
        var agent = (await world.Get<IAgentStore>().FindAsync(world.Caller.UserId, agentId, default))!;
        await world.Get<IAgentStore>().UpdateAsync(agent with { Value = agent.Value with { RuntimeProvider = "agentcore" } }, agent.Value.Name, default);

        Assert.Equal(now + world.Runtime.Capabilities.SessionTimeToLive, Assert.Single(await ListAsync()).ExpiresAt);
    }

    private Task TouchAsync(DateTimeOffset at) => world.Get<ISessionStore>().TouchAsync([new SessionTouch(agentId, SessionId, at, at, 1)], default);

    private async Task<IReadOnlyList<Contracts.Sessions.SessionSummary>> ListAsync() => (await Sessions.ListAsync(world.Caller, agentId, new PageRequest(10, null), default)).Value.Items;
}
