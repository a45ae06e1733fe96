using Amazon.BedrockAgentCoreControl.Model;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;
using Webhost.Providers.AgentCore.Building;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// Publishes a deployment: archive, secrets, version, a look whether it starts, tags, endpoint, in this order. Each step uses what is there already, so that a repetition, a roll-back and a changed secret
/// take the same way: a roll-back finds its version and only moves the endpoint, or makes the version anew when AWS has deleted it.
/// </summary>
internal sealed class AgentDeployer(
    ArtifactBucket bucket, CredentialName names, AgentCredentials credentials, RuntimeVersions versions, StartCheck start, LiveEndpoint endpoint, AwsClients clients, AwsCalls calls, IOptions<AgentCoreOptions> options)
{
    /// <summary>Publishes a deployment, whose version must start before it serves.</summary>
    public Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken) => PublishAsync(input, isNew: true, cancellationToken);

    /// <summary>Makes a deployment serve that has done so before.</summary>
    public Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken) => PublishAsync(input, isNew: false, cancellationToken);

    private async Task<Result<ProviderReference>> PublishAsync(DeployInput input, bool isNew, CancellationToken cancellationToken)
    {
        var facts = BuildFacts.Parse(input.BuildFacts);
        if (!AgentEnvironment.Create(input, await names.OfAsync(input.Agent, cancellationToken), facts, options.Value).TryGet(out var environment, out var failure))
        {
            return failure;
        }

        var placed = await PlaceAsync(input, facts, cancellationToken);
        if (!placed.TryGet(out var artifact, out failure) || (failure = await credentials.PutAsync(input, cancellationToken)) is not null)
        {
            return failure;
        }

        var tags = RuntimeSpec.TagsOf(input);
        var spec = new RuntimeSpec { Name = ResourceName.Of(input.Agent), DeploymentId = input.DeploymentId, Artifact = artifact, Environment = environment, Tags = tags, Options = options.Value };
        var previous = RuntimeReference.TryOf(input.Previous, out var known) && string.Equals(known.DeploymentId, input.DeploymentId, StringComparison.Ordinal) ? known : null;
        if (!(await versions.EnsureAsync(spec, previous, cancellationToken)).TryGet(out var version, out failure)
            || (isNew && (failure = await start.CheckAsync(version, input.Agent.AgentId, input.DeploymentId, cancellationToken)) is not null)
            || (failure = await TagAsync(version, tags, cancellationToken)) is not null
            || (failure = await endpoint.PinAsync(version.AgentRuntimeId, version.AgentRuntimeVersion, tags, cancellationToken)) is not null)
        {
            return failure;
        }

        return new RuntimeReference(version.AgentRuntimeArn, version.AgentRuntimeId, version.AgentRuntimeVersion, LiveEndpoint.Name, input.DeploymentId).ToProviderReference();
    }

    private async Task<Result<AgentRuntimeArtifact>> PlaceAsync(DeployInput input, BuildFacts facts, CancellationToken cancellationToken)
    {
        if (facts.ContainerUri is { } image)
        {
            return new AgentRuntimeArtifact { ContainerConfiguration = new ContainerConfiguration { ContainerUri = image } };
        }

        return (await bucket.EnsureAsync(input, facts, cancellationToken)).Map(key => new AgentRuntimeArtifact
        {
            CodeConfiguration = new CodeConfiguration
            {
                Code = new Code { S3 = new S3Location { Bucket = options.Value.Bucket, Prefix = key } },
                Runtime = facts.CodeRuntime,
                EntryPoint = [facts.EntryPoint!],
            },
        });
    }

    // Before the version serves: a deployment that fails at its tags must not have taken over. An endpoint that is not there yet is made with them.
    private async Task<Failure?> TagAsync(GetAgentRuntimeResponse version, Dictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var serving = await endpoint.ReadAsync(version.AgentRuntimeId, cancellationToken);
        if (serving.Error is { Kind: not AwsErrorKind.NotFound } unknown)
        {
            return AwsErrors.Deployment(unknown);
        }

        string?[] resources = [version.AgentRuntimeArn, serving.Value?.AgentRuntimeEndpointArn];
        foreach (var resource in resources.OfType<string>())
        {
            var tagged = await calls.RunAsync("TagResource", token => clients.Control.TagResourceAsync(new TagResourceRequest { ResourceArn = resource, Tags = tags }, token), cancellationToken);
            if (tagged.Error is { } error)
            {
                return AwsErrors.Deployment(error);
            }
        }

        return null;
    }
}
