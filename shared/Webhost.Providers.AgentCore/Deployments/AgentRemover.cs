using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>Removes what AWS holds: endpoint, runtime, secrets, archives. Each step may be repeated.</summary>
internal sealed class AgentRemover(AwsClients clients, AwsCalls calls, RuntimeLocator locator, AgentCredentials credentials, ArtifactBucket bucket, Readiness readiness)
{
    public async Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        if (!(await locator.FindAsync(ResourceName.Of(agent), cancellationToken)).TryGet(out var found, out var error))
        {
            return AwsErrors.Runtime(error);
        }

        if (found.Runtime is { } runtime && !(await RemoveRuntimeAsync(runtime.AgentRuntimeId, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        error = await credentials.RemoveAsync(agent, cancellationToken) ?? await bucket.RemoveAsync(agent, cancellationToken);
        return error is null ? default(Done) : AwsErrors.Runtime(error);
    }

    /// <summary>
    /// Removes the versions of deployments, and the archives that were theirs alone. The newest version stays, whosever it is: the endpoint <c>DEFAULT</c> follows it, and AWS keeps what an endpoint is on.
    /// </summary>
    public async Task<Result<Done>> RemoveVersionsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken)
    {
        if (!(await locator.FindAsync(ResourceName.Of(agent), cancellationToken)).TryGet(out var found, out var error))
        {
            return AwsErrors.Runtime(error);
        }

        if (found.Runtime is not { } runtime)
        {
            return default(Done);
        }

        if (!(await locator.ListVersionsAsync(runtime.AgentRuntimeId, _ => true, cancellationToken)).TryGet(out var versions, out error))
        {
            return AwsErrors.Runtime(error);
        }

        var meant = deploymentIds.Select(RuntimeSpec.DescriptionOf).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            error = meant.Contains(version.Description ?? string.Empty) && !string.Equals(version.AgentRuntimeVersion, runtime.AgentRuntimeVersion, StringComparison.Ordinal)
                ? await RemoveVersionAsync(version, used, cancellationToken)
                : await AddArchiveAsync(version, used, cancellationToken);
            if (error is not null)
            {
                return AwsErrors.Runtime(error);
            }
        }

        error = await bucket.RemoveUnusedAsync(agent, used, deploymentIds, cancellationToken);
        return error is null ? default(Done) : AwsErrors.Runtime(error);
    }

    private async Task<AwsError?> RemoveVersionAsync(AgentRuntime version, HashSet<string> used, CancellationToken cancellationToken)
    {
        var deleted = await calls.RunAsync(
            "DeleteAgentRuntime",
            token => clients.Control.DeleteAgentRuntimeAsync(new DeleteAgentRuntimeRequest { AgentRuntimeId = version.AgentRuntimeId, AgentRuntimeVersion = version.AgentRuntimeVersion }, token),
            cancellationToken);
        return deleted.Error switch
        {
            { Kind: AwsErrorKind.Conflict } => await AddArchiveAsync(version, used, cancellationToken),
            { Kind: not AwsErrorKind.NotFound } refused => refused,
            _ => null,
        };
    }

    // Only a look at the version itself tells what it is made of.
    private async Task<AwsError?> AddArchiveAsync(AgentRuntime version, HashSet<string> used, CancellationToken cancellationToken)
    {
        var read = await calls.RunAsync(
            "GetAgentRuntime",
            token => clients.Control.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = version.AgentRuntimeId, AgentRuntimeVersion = version.AgentRuntimeVersion }, token),
            cancellationToken);
        if (read.Value?.AgentRuntimeArtifact?.CodeConfiguration?.Code?.S3?.Prefix is { } key)
        {
            used.Add(key);
        }

        return read.Error is { Kind: not AwsErrorKind.NotFound } error ? error : null;
    }

    private async Task<Result<Done>> RemoveRuntimeAsync(string runtimeId, CancellationToken cancellationToken)
    {
        // Deleting is refused as long as a change is on its way, and goes on behind the answer.
        var endpoint = await GoneAsync(
            "DeleteAgentRuntimeEndpoint",
            token => clients.Control.DeleteAgentRuntimeEndpointAsync(new DeleteAgentRuntimeEndpointRequest { AgentRuntimeId = runtimeId, EndpointName = LiveEndpoint.Name }, token),
            token => clients.Control.GetAgentRuntimeEndpointAsync(new GetAgentRuntimeEndpointRequest { AgentRuntimeId = runtimeId, EndpointName = LiveEndpoint.Name }, token),
            cancellationToken);
        return endpoint.Succeeded
            ? await GoneAsync(
                "DeleteAgentRuntime",
                token => clients.Control.DeleteAgentRuntimeAsync(new DeleteAgentRuntimeRequest { AgentRuntimeId = runtimeId }, token),
                token => clients.Control.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = runtimeId }, token),
                cancellationToken)
            : endpoint;
    }

    private Task<Result<Done>> GoneAsync<TDeleted, TFound>(string operation, Func<CancellationToken, Task<TDeleted>> delete, Func<CancellationToken, Task<TFound>> read, CancellationToken cancellationToken)
        where TDeleted : class
        where TFound : class
    {
        var asked = false;
        return readiness.WaitAsync<Done>(
            "an end of what the agent ran on",
            async token =>
            {
                if (!asked)
                {
                    switch ((await calls.RunAsync(operation, delete, token)).Error)
                    {
                        case null:
                            asked = true;
                            break;
                        case { Kind: AwsErrorKind.NotFound }:
                            return default(Done);
                        case { Kind: AwsErrorKind.Conflict }:
                            return null;
                        case { } error:
                            return AwsErrors.Runtime(error);
                    }
                }

                return (await calls.RunAsync("Get after " + operation, read, token)).Error switch
                {
                    { Kind: AwsErrorKind.NotFound } => default(Done),
                    { } error => AwsErrors.Runtime(error),
                    null => null,
                };
            },
            cancellationToken);
    }
}
