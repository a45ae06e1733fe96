using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Storage;

namespace Webhost.Storage.Tests.Deployments;

[Collection(StorageCollection.Name)]
public sealed class DeploymentStoreTests(StorageFixture storage)
{
    private readonly IDeploymentStore store = storage.Get<IDeploymentStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task A_deployment_is_found_by_its_owner_and_by_nobody_else()
    {
        var owner = Some.UserId();
        var deployment = Some.Deployment(owner, agentId, 1);

        await store.AddAsync(deployment, default);
        await store.AddAsync(deployment, default);

        Assert.Equivalent(deployment, (await store.FindAsync(owner, deployment.DeploymentId, default))!.Value);
        Assert.Null(await store.FindAsync(Some.UserId(), deployment.DeploymentId, default));
        Assert.Equal(agentId, (await store.FindOwnerAsync(deployment.DeploymentId, default))!.AgentId);
    }

    [Fact]
    public async Task The_history_is_listed_newest_first()
    {
        var owner = Some.UserId();
        for (var version = 1; version <= 5; version++)
        {
            await store.AddAsync(Some.Deployment(owner, agentId, version), default);
        }

        var (first, cursor) = await store.ListAsync(agentId, new PageRequest(3, null), default);
        var (rest, end) = await store.ListAsync(agentId, new PageRequest(3, cursor), default);

        Assert.Equal([5, 4, 3, 2, 1], first.Concat(rest).Select(item => item.Version));
        Assert.Null(end);
    }

    [Fact]
    public async Task An_older_deployment_that_has_not_ended_is_noticed()
    {
        var owner = Some.UserId();
        var older = Some.Deployment(owner, agentId, 1);
        await store.AddAsync(older, default);
        await store.AddAsync(Some.Deployment(owner, agentId, 2), default);

        Assert.True(await store.HasOlderPendingAsync(agentId, 2, default));
        Assert.False(await store.HasOlderPendingAsync(agentId, 1, default));

        var found = (await store.FindAsync(owner, older.DeploymentId, default))!;
        Assert.NotNull(await store.TryUpdateAsync(found with { Value = found.Value with { Status = DeploymentStatus.Failed } }, default));
        Assert.False(await store.HasOlderPendingAsync(agentId, 2, default));
    }

    [Fact]
    public async Task A_stale_update_is_refused()
    {
        var owner = Some.UserId();
        var deployment = Some.Deployment(owner, agentId, 1);
        await store.AddAsync(deployment, default);
        var found = (await store.FindAsync(owner, deployment.DeploymentId, default))!;

        Assert.NotNull(await store.TryUpdateAsync(found with { Value = found.Value with { PercentComplete = 10 } }, default));
        Assert.Null(await store.TryUpdateAsync(found with { Value = found.Value with { PercentComplete = 20 } }, default));
    }

    [Fact]
    public async Task Removing_an_agents_deployments_removes_their_pointers_too()
    {
        var owner = Some.UserId();
        var deployment = Some.Deployment(owner, agentId, 1);
        await store.AddAsync(deployment, default);

        await store.RemoveAllAsync(agentId, default);
        await store.RemoveAllAsync(agentId, default);

        Assert.Null(await store.FindOwnerAsync(deployment.DeploymentId, default));
        Assert.Empty((await store.ListAsync(agentId, new PageRequest(10, null), default)).Items);
    }
}
