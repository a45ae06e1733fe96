using Microsoft.Extensions.Options;
using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;
using Webhost.Providers.Cloudflare.Deployments;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare;

/// <summary>The runtime <c>cloudflare</c>: Workers and Durable Objects (runtime provider interface §10.1).</summary>
internal sealed class CloudflareRuntimeProvider(
    AgentBuilder builder,
    AgentDeployer deployer,
    AgentInvoker invoker,
    AgentProbe probe,
    AgentSessions sessions,
    IScriptDriver driver,
    RuntimeHealth health,
    PriceBook prices,
    IOptions<CloudflareOptions> options) : IRuntimeProvider
{
    public const string Name = "cloudflare";

    public string Id => Name;

    public RuntimeCapabilities Capabilities { get; } = CloudflareCapabilities.Of(options.Value);

    public Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken) => builder.BuildAsync(input, cancellationToken);

    public async Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken) =>
        input.Entitled ? await deployer.DeployAsync(input, cancellationToken) : NotEntitled();

    /// <summary>The same single upload as a deployment, of modules that were built then and secrets as they are now.</summary>
    public Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken) => DeployAsync(input, cancellationToken);

    public Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken) => probe.ProbeAsync(reference, invokeSecret, cancellationToken);

    public async Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken) =>
        input.Limits.Entitled ? await invoker.InvokeAsync(input, cancellationToken) : NotEntitled();

    public IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, CancellationToken cancellationToken) =>
        input.Limits.Entitled ? invoker.InvokeStreamingAsync(input, cancellationToken) : FailedAsync(NotEntitled());

    public Task<Result<Done>> HealthcheckAsync(CancellationToken cancellationToken) => health.CheckAsync(cancellationToken);

    public decimal EstimateCost(UsageQuantities usage) => prices.Estimate(Name, usage);

    public async Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken) =>
        await driver.DeleteAsync(ScriptName.Of(agent), cancellationToken) is { } error ? CloudflareErrors.Deployment(error, []) : default(Done);

    /// <summary>Nothing to do: an agent has one Worker, and that is its active deployment's.</summary>
    public Task<Result<Done>> RemoveDeploymentsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Done>>(default(Done));

    /// <summary>Empty: the Worker ships its own lines with its telemetry.</summary>
    public async IAsyncEnumerable<RuntimeLogLine> ReadLogsAsync(AgentReference agent, DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<Result<RuntimeSession>> ReadSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        sessions.ReadAsync(reference, invokeSecret, sessionId, cancellationToken);

    public Task<Result<Done>> DeleteSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        sessions.DeleteAsync(reference, invokeSecret, sessionId, cancellationToken);

    private static Failure.Denied NotEntitled() => new("Your plan does not include the runtime 'cloudflare'. Choose a plan that does.");

    private static async IAsyncEnumerable<RuntimeEvent> FailedAsync(Failure failure)
    {
        await Task.CompletedTask;
        yield return new RuntimeEvent.Failed(failure);
    }
}
