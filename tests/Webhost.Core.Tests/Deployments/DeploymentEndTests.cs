using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

/// <summary>Why a deployment failed is recorded, whatever the reason looks like.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class DeploymentEndTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_failure_of_many_long_problems_is_recorded_in_short()
    {
        await using var world = await World.CreateAsync(azurite);
        var agent = await world.NewAgentAsync();
        var failure = Failure.Invalid.All([.. Enumerable.Range(0, 150).Select(index => new Problem($"durableObjects[{index}]", new string('x', 50_000)))]);
        var started = await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        var step = new StepInput { UserId = world.Caller.User.UserId, AgentId = agent.AgentId, DeploymentId = started.Value.DeploymentId };

        await world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = StepFailure.Of(failure) }, default);

        var failed = await world.DeploymentAsync(step.DeploymentId);
        Assert.Equal((DeploymentStatus.Failed, 101), (failed.Status, failed.Failure!.Problems!.Count));
        Assert.Equal("problems: There are 50 more. Mend these first.", $"{failed.Failure.Problems[^1].Path}: {failed.Failure.Problems[^1].Message}");
        Assert.EndsWith("…", failed.Failure.Message, StringComparison.Ordinal);
    }
}
