using Amazon.BedrockAgentCoreControl;
using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// Sees to it that a deployment has its version: the one that is there, or a new one. A version never changes once it is made. AWS takes the rule that the metadata
/// service must be of its second version only with an update, so an agent's first deployment makes two versions, of which the second counts.
/// </summary>
internal sealed class RuntimeVersions(AwsClients clients, AwsCalls calls, RuntimeLocator locator, Readiness readiness)
{
    private const string Subject = "the agent's runtime";

    /// <summary>The ready version of the deployment.</summary>
    /// <param name="spec">What it is made of.</param>
    /// <param name="previous">Where it was when it was last published; null when it never was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<GetAgentRuntimeResponse>> EnsureAsync(RuntimeSpec spec, RuntimeReference? previous, CancellationToken cancellationToken)
    {
        if (previous is not null && await ReadAsync(previous.Id, previous.Version, cancellationToken) is { Value: { } known } && IsServable(known))
        {
            return known;
        }

        var created = await calls.RunAsync("CreateAgentRuntime", token => clients.Control.CreateAgentRuntimeAsync(spec.ToCreate(ClientToken.Of("create", spec.Name, spec.DeploymentId)), token), cancellationToken);
        if (created.TryGet(out var runtime, out var error))
        {
            return await TakeAsync(spec, runtime.AgentRuntimeId, runtime.AgentRuntimeVersion, cancellationToken);
        }

        return error.Kind == AwsErrorKind.Conflict ? await AddAsync(spec, cancellationToken) : AwsErrors.Deployment(error);
    }

    // AWS may know the token of a deployment's first attempt for longer than it keeps the version: what it answers then is gone, or another deployment's.
    private async Task<Result<GetAgentRuntimeResponse>> TakeAsync(RuntimeSpec spec, string runtimeId, string version, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(runtimeId, version, cancellationToken);
        if (read.Error is { Kind: not AwsErrorKind.NotFound } error)
        {
            return AwsErrors.Deployment(error);
        }

        return string.Equals(read.Value?.Description, spec.Description, StringComparison.Ordinal)
            ? await SettleAsync(spec, runtimeId, version, cancellationToken)
            : await AddAsync(spec, cancellationToken);
    }

    // There is a runtime of that name: what an earlier attempt made is used, or else a version is added.
    private async Task<Result<GetAgentRuntimeResponse>> AddAsync(RuntimeSpec spec, CancellationToken cancellationToken)
    {
        if (!(await locator.FindAsync(spec.Name, cancellationToken)).TryGet(out var found, out var error))
        {
            return AwsErrors.Deployment(error);
        }

        if (found.Runtime is not { } runtime)
        {
            // It was deleted since.
            return new Failure.DeploymentFailed("AWS is still deleting an earlier runtime of this agent. Deploy again in a minute.", Transient: true);
        }

        if (runtime.Status == AgentRuntimeStatus.CREATE_FAILED)
        {
            return await ReplaceAsync(spec, runtime, cancellationToken);
        }

        if (!(await locator.FindVersionAsync(runtime.AgentRuntimeId, spec.Description, cancellationToken)).TryGet(out var version, out error))
        {
            return AwsErrors.Deployment(error);
        }

        return version.Runtime is { } made && made.Status != AgentRuntimeStatus.UPDATE_FAILED
            ? await SettleAsync(spec, runtime.AgentRuntimeId, made.AgentRuntimeVersion, cancellationToken)
            : await UpdateAsync(spec, runtime.AgentRuntimeId, runtime.AgentRuntimeVersion, cancellationToken);
    }

    // What could not be made can't be changed either.
    private async Task<Result<GetAgentRuntimeResponse>> ReplaceAsync(RuntimeSpec spec, AgentRuntime broken, CancellationToken cancellationToken)
    {
        var deleted = await calls.RunAsync(
            "DeleteAgentRuntime", token => clients.Control.DeleteAgentRuntimeAsync(new DeleteAgentRuntimeRequest { AgentRuntimeId = broken.AgentRuntimeId }, token), cancellationToken);
        if (deleted.Error is { Kind: not AwsErrorKind.NotFound } error)
        {
            return AwsErrors.Deployment(error);
        }

        var gone = await readiness.WaitAsync<Done>("room for the agent's runtime", async token => (await ReadAsync(broken.AgentRuntimeId, version: null, token)).Error is { Kind: AwsErrorKind.NotFound } ? default(Done) : null, cancellationToken);
        if (!gone.TryGet(out _, out var failure))
        {
            return failure;
        }

        var created = await calls.RunAsync(
            "CreateAgentRuntime", token => clients.Control.CreateAgentRuntimeAsync(spec.ToCreate(ClientToken.Of("create", spec.Name, spec.DeploymentId, broken.AgentRuntimeId)), token), cancellationToken);
        return created.TryGet(out var runtime, out error) ? await SettleAsync(spec, runtime.AgentRuntimeId, runtime.AgentRuntimeVersion, cancellationToken) : AwsErrors.Deployment(error);
    }

    private async Task<Result<GetAgentRuntimeResponse>> SettleAsync(RuntimeSpec spec, string runtimeId, string version, CancellationToken cancellationToken)
    {
        var ready = await WaitAsync(runtimeId, version, cancellationToken);
        return ready.TryGet(out var runtime, out _) && !IsServable(runtime) ? await UpdateAsync(spec, runtimeId, version, cancellationToken) : ready;
    }

    private async Task<Result<GetAgentRuntimeResponse>> UpdateAsync(RuntimeSpec spec, string runtimeId, string after, CancellationToken cancellationToken)
    {
        // An update is refused as long as an earlier change is on its way.
        var updated = await readiness.WaitAsync<UpdateAgentRuntimeResponse>(
            Subject,
            async stop =>
            {
                var answer = await calls.RunAsync("UpdateAgentRuntime", token => clients.Control.UpdateAgentRuntimeAsync(spec.ToUpdate(runtimeId, ClientToken.Of("update", runtimeId, after, spec.DeploymentId)), token), stop);
                if (answer.Error is { Kind: AwsErrorKind.Conflict })
                {
                    return null;
                }

                return answer.TryGet(out var made, out var error) ? made : AwsErrors.Deployment(error);
            },
            cancellationToken);
        return updated.TryGet(out var version, out var failure) ? await WaitAsync(runtimeId, version.AgentRuntimeVersion, cancellationToken) : failure;
    }

    private Task<Result<GetAgentRuntimeResponse>> WaitAsync(string runtimeId, string version, CancellationToken cancellationToken) => readiness.WaitAsync<GetAgentRuntimeResponse>(
        Subject,
        async token =>
        {
            if (!(await ReadAsync(runtimeId, version, token)).TryGet(out var runtime, out var error))
            {
                return AwsErrors.Deployment(error);
            }

            if (runtime.Status == AgentRuntimeStatus.CREATING || runtime.Status == AgentRuntimeStatus.UPDATING)
            {
                return null;
            }

            return runtime.Status == AgentRuntimeStatus.READY ? runtime : readiness.Failed(Subject, runtime.FailureReason ?? runtime.Status?.Value);
        },
        cancellationToken);

    private Task<AwsAnswer<GetAgentRuntimeResponse>> ReadAsync(string runtimeId, string? version, CancellationToken cancellationToken) => calls.RunAsync(
        "GetAgentRuntime", token => clients.Control.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = runtimeId, AgentRuntimeVersion = version }, token), cancellationToken);

    // AWS refuses to run a version whose metadata service answers its first version too.
    private static bool IsServable(GetAgentRuntimeResponse runtime) => runtime.Status == AgentRuntimeStatus.READY && runtime.MetadataConfiguration?.RequireMMDSV2 == true;
}
