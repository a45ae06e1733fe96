using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Accounts;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Agents;

[Collection(AzuriteCollection.Name)]
public sealed class AgentCloningTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_clone_whose_code_the_plan_has_no_room_for_is_not_made()
    {
        var agent = await world.NewAgentAsync();
        var active = await world.DeployAsync(agent.AgentId);
        var used = await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default);
        world.Caller = world.Caller with { Plan = world.Caller.Plan with { StorageBytes = used + active.SizeBytes - 1 } };

        var refused = Assert.IsType<Failure.LimitExceeded>((await CloneAsync(agent)).Failure);

        Assert.Equal((LimitNames.StorageBytes, (decimal)used), (refused.Limit.Name, refused.Limit.Used));
        Assert.Equal(used, await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default));
        Assert.Equal([agent.AgentId], (await world.Get<IAgentStore>().ListAsync(world.Caller.UserId, new PageRequest(10, null), default)).Items.Select(item => item.AgentId));

        world.Caller = world.Caller with { Plan = world.Caller.Plan with { StorageBytes = used + active.SizeBytes } };
        Assert.True((await CloneAsync(agent)).Succeeded);
    }

    [Fact]
    public async Task Clones_at_once_are_made_as_far_as_there_is_room_for_their_code()
    {
        var agent = await world.NewAgentAsync();
        var active = await world.DeployAsync(agent.AgentId);
        var used = await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default);
        world.Caller = world.Caller with { Plan = world.Caller.Plan with { StorageBytes = used + (3 * active.SizeBytes) } };

        var clones = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => CloneAsync(agent, $"clone{number}")));

        Assert.Equal(3, clones.Count(clone => clone.Succeeded));
        Assert.Equal(used + (3 * active.SizeBytes), await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default));
    }

    [Fact]
    public async Task A_clone_that_can_not_be_made_takes_no_room()
    {
        var agent = await world.NewAgentAsync();
        await world.DeployAsync(agent.AgentId);
        var used = await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default);

        Assert.IsType<Failure.Conflict>((await CloneAsync(agent, agent.Name)).Failure);

        Assert.Equal(used, await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default));
    }

    [Fact]
    public async Task A_clone_whose_secrets_the_vault_does_not_take_is_not_made_and_can_be_asked_for_again()
    {
        await using var owner = await Owner.NewAsync(azurite);
        var source = await owner.AgentAsync(await Owner.NewAgentAsync(owner));
        var used = await owner.Get<IArtifactStore>().ReadBytesAsync(source.UserId, default);
        owner.Fuse.Refuse($"{nameof(ISecretVault)}.{nameof(ISecretVault.SetAsync)}", times: 1);

        await Assert.ThrowsAsync<IOException>(() => CloneAsync(owner, source));
        Assert.Equal([source.AgentId], await AgentIdsAsync(owner));
        var clone = (await CloneAsync(owner, source)).Value.Value;
        await owner.Runner.RunAllAsync();
        Assert.Single(await owner.PendingAsync());
        owner.Clock.Advance(TimeSpan.FromMinutes(11));
        await owner.WatchAsync();

        Assert.Empty(await owner.PendingAsync());
        Assert.Equal(2, owner.Vault.Values.Values.Count(value => value == Owner.Secret));
        Assert.Equal(2 * used, await owner.Get<IArtifactStore>().ReadBytesAsync(source.UserId, default));
        Assert.Equal(Owner.Secret, owner.Runtime.Serving[clone.AgentId].Secrets["TOKEN"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_clone_is_whole_or_leaves_nothing_wherever_the_process_dies(bool afterItsEffect) => Deaths.EverywhereAsync(first: afterItsEffect ? 2 : 1, step: 2, async call =>
    {
        await using var mortal = await Owner.NewAsync(azurite);
        var source = await mortal.AgentAsync(await Owner.NewAgentAsync(mortal));
        var used = await mortal.Get<IArtifactStore>().ReadBytesAsync(source.UserId, default);
        mortal.Fuse.Set(call, afterItsEffect);
        try
        {
            await CloneAsync(mortal, source);
        }
        catch (CrashException)
        {
            // The process died while it served the request.
        }

        var burnt = mortal.Fuse.Burnt;
        mortal.Fuse.Remove();
        await mortal.RecoverAsync();
        mortal.Clock.Advance(TimeSpan.FromMinutes(10));
        await mortal.RecoverAsync();

        Assert.Empty(await mortal.PendingAsync());
        var clones = (await AgentIdsAsync(mortal)).Where(id => id != source.AgentId).ToList();
        Assert.Equal(1 + clones.Count, mortal.Vault.Values.Values.Count(value => value == Owner.Secret));
        Assert.True(await mortal.Get<IArtifactStore>().ReadBytesAsync(source.UserId, default) == used || clones.Count == 1, mortal.Fuse.Where);
        if (clones.Count == 0)
        {
            Assert.True((await CloneAsync(mortal, source)).Succeeded, mortal.Fuse.Where);
        }

        return burnt;
    });

    [Fact]
    public async Task A_deployment_whose_build_the_plan_has_no_room_for_fails_and_says_so()
    {
        var agent = await world.NewAgentAsync();
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User with { SubscriptionTier = "free" }, default);
        var uploadId = await world.UploadAsync(agent.AgentId);
        var free = Some.Plans().Of("free").StorageBytes!.Value;
        Assert.Null(await world.Get<IArtifactStore>().ReserveUploadAsync(
            new UploadTarget(agent.UserId, agent.AgentId, "other"), new UploadBounds(free - await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default), free), default));

        var started = await world.StartDeploymentAsync(agent.AgentId, uploadId);
        await world.Runner.RunAllAsync();

        var failed = await world.DeploymentAsync(started.Value.DeploymentId);
        Assert.Equal((DeploymentPhase.Store, LimitNames.StorageBytes), (failed.Phase, failed.Failure?.Limit?.Name));
        Assert.Equal(free, await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default));
    }

    private Task<Result<Versioned<AgentRecord>>> CloneAsync(AgentRecord agent, string name = "clone") => CloneAsync(world, agent, name);

    private static Task<Result<Versioned<AgentRecord>>> CloneAsync(World world, AgentRecord agent, string name = "clone") =>
        world.Get<AgentCloning>().CloneAsync(world.Caller, agent.AgentId, new CloneAgentRequest { Name = name }, world.Orchestrations, default);

    private static async Task<IReadOnlyList<string>> AgentIdsAsync(World world) =>
        [.. (await world.Get<IAgentStore>().ListAsync(world.Caller.UserId, new PageRequest(10, null), default)).Items.Select(item => item.AgentId)];
}
