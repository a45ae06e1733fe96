using Amazon.BedrockAgentCoreControl;
using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>The endpoint that invocations go through, pinned to the version that serves. Sessions that are open keep the version that they began with.</summary>
internal sealed class LiveEndpoint(AwsClients clients, AwsCalls calls, Readiness readiness)
{
    public const string Name = "live";
    private const string Subject = "the agent's endpoint";

    /// <summary>Pins the endpoint to a version and waits until it serves it.</summary>
    /// <returns>Why it does not serve the version; null when it does.</returns>
    public async Task<Failure?> PinAsync(string runtimeId, string version, Dictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var asked = false;
        var pinned = await readiness.WaitAsync<string>(
            Subject,
            async token =>
            {
                if (!(await ReadAsync(runtimeId, token)).TryGet(out var endpoint, out var error))
                {
                    return error.Kind == AwsErrorKind.NotFound ? Refusal(await CreateAsync(runtimeId, version, tags, token)) : AwsErrors.Deployment(error);
                }

                if (endpoint.Status == AgentRuntimeEndpointStatus.READY && string.Equals(endpoint.LiveVersion, version, StringComparison.Ordinal))
                {
                    return endpoint.AgentRuntimeEndpointArn;
                }

                if (endpoint.Status == AgentRuntimeEndpointStatus.CREATING || endpoint.Status == AgentRuntimeEndpointStatus.UPDATING || endpoint.Status == AgentRuntimeEndpointStatus.DELETING)
                {
                    return null;
                }

                if (asked && endpoint.Status != AgentRuntimeEndpointStatus.READY)
                {
                    return readiness.Failed(Subject, endpoint.FailureReason ?? endpoint.Status?.Value);
                }

                asked = true;
                return Refusal(await UpdateAsync(runtimeId, version, token));
            },
            cancellationToken);
        return pinned.TryGet(out _, out var failure) ? null : failure;
    }

    /// <summary>What the endpoint is at the moment.</summary>
    public Task<AwsAnswer<GetAgentRuntimeEndpointResponse>> ReadAsync(string runtimeId, CancellationToken cancellationToken) => calls.RunAsync(
        "GetAgentRuntimeEndpoint", token => clients.Control.GetAgentRuntimeEndpointAsync(new GetAgentRuntimeEndpointRequest { AgentRuntimeId = runtimeId, EndpointName = Name }, token), cancellationToken);

    // A change that clashes with one on its way is asked for again after the next look.
    private static Result<string>? Refusal(AwsError? error)
    {
        if (error is null or { Kind: AwsErrorKind.Conflict })
        {
            return null;
        }

        return AwsErrors.Deployment(error);
    }

    private async Task<AwsError?> CreateAsync(string runtimeId, string version, Dictionary<string, string> tags, CancellationToken cancellationToken) => (await calls.RunAsync(
        "CreateAgentRuntimeEndpoint",
        token => clients.Control.CreateAgentRuntimeEndpointAsync(new CreateAgentRuntimeEndpointRequest { AgentRuntimeId = runtimeId, Name = Name, AgentRuntimeVersion = version, Tags = tags }, token),
        cancellationToken)).Error;

    private async Task<AwsError?> UpdateAsync(string runtimeId, string version, CancellationToken cancellationToken) => (await calls.RunAsync(
        "UpdateAgentRuntimeEndpoint",
        token => clients.Control.UpdateAgentRuntimeEndpointAsync(new UpdateAgentRuntimeEndpointRequest { AgentRuntimeId = runtimeId, EndpointName = Name, AgentRuntimeVersion = version }, token),
        cancellationToken)).Error;
}
