using Webhost.Core.Results;

namespace Webhost.Core.Providers;

/// <summary>
/// The contract between the control plane and one runtime (runtime provider interface §4). Differences between runtimes are data, in
/// <see cref="Capabilities"/>. Adapters translate vendor errors into <see cref="Failure"/>s and never let vendor text or secrets through.
/// </summary>
public interface IRuntimeProvider
{
    /// <summary>The runtime's name in the API, such as <c>cloudflare</c>.</summary>
    string Id { get; }

    /// <summary>What this runtime can do and where its limits lie.</summary>
    RuntimeCapabilities Capabilities { get; }

    /// <summary>
    /// Turns checked, unpacked source into the archive that <see cref="DeployAsync"/> takes. Deterministic: the same input gives the same bytes.
    /// Never runs the customer's code. Failures: <see cref="Failure.Invalid"/>, <see cref="Failure.DeploymentFailed"/>.
    /// </summary>
    Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes a built deployment. Safe to repeat with the same deployment id (§5.2). Failures: <see cref="Failure.DeploymentFailed"/> with its
    /// transience, <see cref="Failure.Invalid"/>.
    /// </summary>
    Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a deployment that was published before the one that serves, without a rebuild and with the secrets' present values.
    /// Idempotent. Also the way in which changed secrets reach a runtime that needs no new deployment for them.
    /// </summary>
    Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the workload itself whether it is able to answer. Waits a few seconds for a deployment that is still spreading; a failure says whether
    /// another look may help. <paramref name="invokeSecret"/> signs the call.
    /// </summary>
    Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken);

    /// <summary>Runs the agent and gives its whole answer. Not idempotent: never repeated by the adapter once the workload may have run.</summary>
    Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken);

    /// <summary>
    /// Runs the agent and gives its answer as it comes: any number of <see cref="RuntimeEvent.Delta"/>, then at most one
    /// <see cref="RuntimeEvent.UsageReported"/>, then exactly one <see cref="RuntimeEvent.Completed"/> or <see cref="RuntimeEvent.Failed"/>.
    /// </summary>
    IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, CancellationToken cancellationToken);

    /// <summary>A cheap look at whether credentials and the provider's API are in order (§4.3).</summary>
    Task<Result<Done>> HealthcheckAsync(CancellationToken cancellationToken);

    /// <summary>The estimated cost of a quantity in US dollars, with the prices that held when it was used; deterministic, and an estimate always (§4.4).</summary>
    decimal EstimateCost(UsageQuantities usage);

    /// <summary>Removes everything that the provider holds for an agent, its sessions included. Idempotent.</summary>
    Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what the provider holds for deployments that never served. What it can't do without stays: they are named again after the agent's next failed deployment. Idempotent.
    /// </summary>
    Task<Result<Done>> RemoveDeploymentsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken);

    /// <summary>Reads log lines that only the provider has. Empty for a runtime whose workload ships its own (<see cref="RuntimeCapabilities.ShipsLogs"/>).</summary>
    IAsyncEnumerable<RuntimeLogLine> ReadLogsAsync(AgentReference agent, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a session's transcript. <see cref="Failure.NotFound"/> when the runtime does not know the session. <paramref name="invokeSecret"/> signs the call.
    /// </summary>
    Task<Result<RuntimeSession>> ReadSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken);

    /// <summary>Ends a session and removes its state. Idempotent. <paramref name="invokeSecret"/> signs the call.</summary>
    Task<Result<Done>> DeleteSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken);
}
