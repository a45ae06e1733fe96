using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Building;
using Webhost.Providers.AgentCore.Deployments;
using Webhost.Providers.AgentCore.Invocation;

namespace Webhost.Providers.AgentCore;

/// <summary>The runtime <c>agentcore</c>: AWS Bedrock AgentCore (runtime provider interface §10.2).</summary>
internal sealed class AgentCoreRuntimeProvider(
    AgentBuilder builder,
    AgentDeployer deployer,
    AgentProbe probe,
    AgentRemover remover,
    AgentInvoker invoker,
    SessionStopper stopper,
    RuntimeHealth health,
    PriceBook prices,
    IOptions<AgentCoreOptions> options) : IRuntimeProvider
{
    public const string Name = Runtimes.AgentCore;

    public string Id => Name;

    public RuntimeCapabilities Capabilities { get; } = AgentCoreCapabilities.Of(options.Value);

    public Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken) => builder.BuildAsync(input, cancellationToken);

    public async Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken) =>
        input.Entitled ? await deployer.DeployAsync(input, cancellationToken) : NotEntitled();

    /// <summary>The same way as a deployment: what AWS still has is used, and what it has deleted is made anew from what is stored. That it starts is known.</summary>
    public async Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken) =>
        input.Entitled ? await deployer.ActivateAsync(input, cancellationToken) : NotEntitled();

    public Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken) => probe.ProbeAsync(reference, cancellationToken);

    public async Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken) =>
        input.Limits.Entitled ? await invoker.InvokeAsync(input, cancellationToken) : NotEntitled();

    public IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, CancellationToken cancellationToken) =>
        input.Limits.Entitled ? invoker.InvokeStreamingAsync(input, cancellationToken) : FailedAsync(NotEntitled());

    public Task<Result<Done>> HealthcheckAsync(CancellationToken cancellationToken) => health.CheckAsync(cancellationToken);

    public decimal EstimateCost(UsageQuantities usage) => prices.Estimate(Name, usage);

    public Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken) => remover.RemoveAgentAsync(agent, cancellationToken);

    public Task<Result<Done>> RemoveDeploymentsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken) =>
        remover.RemoveVersionsAsync(agent, deploymentIds, cancellationToken);

    /// <summary>Empty: what AWS records lies in CloudWatch, in the operator's account, and what the agent reports with its helper is with the platform already.</summary>
    public async IAsyncEnumerable<RuntimeLogLine> ReadLogsAsync(AgentReference agent, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <summary>A session is a process of its own; what it remembers can't be read from outside.</summary>
    public Task<Result<RuntimeSession>> ReadSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        Task.FromResult<Result<RuntimeSession>>(new Failure.NotFound("AgentCore keeps no transcript of sessions: what a session remembers is inside the agent."));

    public Task<Result<Done>> DeleteSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken)
    {
        var runtime = RuntimeReference.Of(reference);
        return stopper.StopAsync(runtime, SessionName.Of(runtime.Arn, sessionId), cancellationToken);
    }

    private static Failure.Denied NotEntitled() => new("Your plan does not include the runtime 'agentcore'. Choose a plan that does.");

    private static async IAsyncEnumerable<RuntimeEvent> FailedAsync(Failure failure)
    {
        await Task.CompletedTask;
        yield return new RuntimeEvent.Failed(failure);
    }
}
