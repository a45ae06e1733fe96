using Amazon.BedrockAgentCoreControl;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// Asks AWS whether the endpoint serves the deployment's version. That the agent starts was seen before the endpoint was pinned to it (<see cref="StartCheck"/>).
/// </summary>
internal sealed class AgentProbe(LiveEndpoint endpoint)
{
    public async Task<Result<Done>> ProbeAsync(ProviderReference reference, CancellationToken cancellationToken)
    {
        var deployed = RuntimeReference.Of(reference);
        if (!(await endpoint.ReadAsync(deployed.Id, cancellationToken)).TryGet(out var live, out var error))
        {
            return AwsErrors.Runtime(error);
        }

        return live.Status == AgentRuntimeEndpointStatus.READY && string.Equals(live.LiveVersion, deployed.Version, StringComparison.Ordinal)
            ? default(Done)
            : new Failure.RuntimeError("The runtime still runs another deployment of the agent. Try again in a minute.", Transient: true);
    }
}
