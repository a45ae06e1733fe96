using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Artifacts;

[Collection(AzuriteCollection.Name)]
public sealed class UploadRetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private AgentRecord agent = null!;

    private IArtifactStore Store => world.Get<IArtifactStore>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Uploads_that_nobody_deploys_go_after_their_time_and_are_counted_no_more()
    {
        var active = await world.DeployAsync(agent.AgentId);
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(new Failure.DeploymentFailed("The runtime does not want it."));
        var failed = await world.DeployAsync(agent.AgentId);
        var kept = await Store.ReadBytesAsync(agent.UserId, default);
        var uploadId = await world.UploadAsync(agent.AgentId);
        await world.UploadAsync((await world.NewAgentAsync("second")).AgentId);

        world.Clock.Advance(TimeSpan.FromDays(6));
        await RunAsync();
        Assert.NotNull(await Store.FindUploadAsync(TargetOf(uploadId), default));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await RunAsync();
        await RunAsync();

        Assert.Null(await Store.FindUploadAsync(TargetOf(uploadId), default));
        Assert.Equal(new HashSet<string> { active.UploadId, failed.UploadId }, await Store.ReadUploadsAsync(agent.UserId, world.Clock.GetUtcNow(), default).Select(upload => upload.UploadId).ToHashSetAsync());
        Assert.Equal(kept, await Store.ReadBytesAsync(agent.UserId, default));
    }

    [Fact]
    public async Task A_deployment_of_an_upload_that_goes_at_that_moment_fails_and_says_so()
    {
        var uploadId = await world.UploadAsync(agent.AgentId);
        var started = await world.StartDeploymentAsync(agent.AgentId, uploadId);
        await Store.RemoveUploadAsync(TargetOf(uploadId), default);

        await world.Runner.RunAllAsync();

        var failed = await world.DeploymentAsync(started.Value.DeploymentId);
        Assert.Equal((DeploymentStatus.Failed, ErrorCode.NotFound, false), (failed.Status, failed.Failure!.Code, failed.Failure.Retryable));
        Assert.Contains(uploadId, failed.Failure.Message, StringComparison.Ordinal);
    }

    // The storage is shared with other tests, whose clocks stand elsewhere.
    private Task RunAsync() =>
        new UploadRetention(new OnlyUser(world.Caller.User), Store, world.Get<IDeploymentStore>(), new ArtifactOptions { UndeployedLife = TimeSpan.FromDays(7) }, world.Clock).RunAsync(default);

    private UploadTarget TargetOf(string uploadId) => new(agent.UserId, agent.AgentId, uploadId);

    private sealed class OnlyUser(User user) : IUserRegister
    {
        public IAsyncEnumerable<User> ReadAllAsync(CancellationToken cancellationToken) => new[] { user }.ToAsyncEnumerable();
    }
}
