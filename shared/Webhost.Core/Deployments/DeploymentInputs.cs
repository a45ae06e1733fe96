using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Secrets;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Puts together what an adapter needs to publish or activate a deployment; the secrets' values are read for that call only.</summary>
public sealed class DeploymentInputs(SecretValues secrets, IArtifactStore artifacts, WorkloadKeys keys, PlatformOptions platform, RuntimeProviders providers, RuntimeEntitlement entitlement)
{
    /// <summary>The input of a deployment that was built.</summary>
    public async Task<DeployInput> CreateAsync(DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        var manifest = deployment.Manifest ?? throw new InvalidOperationException("The deployment was not validated.");
        var hash = deployment.BuildHash ?? throw new InvalidOperationException("The deployment was not built.");
        var given = DeclaredKeys(deployment, manifest);
        var values = (await secrets.ReadValuesAsync(deployment.AgentId, cancellationToken))
            .Where(pair => given.Contains(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return new DeployInput
        {
            Agent = new AgentReference(deployment.UserId, deployment.AgentId),
            DeploymentId = deployment.DeploymentId,
            DeploymentVersion = deployment.Version,
            Manifest = manifest,
            OpenArchiveAsync = token => artifacts.OpenBuildAsync(deployment.UserId, deployment.AgentId, hash, token),
            BuildFacts = deployment.BuildFacts,
            // Where a variable and a secret of one name came at once, the secret counts: it is what is replaced without a deployment.
            Plain = deployment.Env.Where(pair => !values.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            Secrets = values,
            Telemetry = new TelemetryBinding
            {
                EndpointUrl = new Uri(platform.PublicBaseUrl, "/v1/telemetry/report"),
                TelemetrySecret = await keys.TelemetrySecretAsync(deployment.DeploymentId, cancellationToken),
                InvokeSecret = await keys.InvokeSecretAsync(deployment.AgentId, cancellationToken),
            },
            Previous = deployment.ProviderReference is { } previous ? new ProviderReference(previous) : null,
            Entitled = await entitlement.IncludesAsync(new UserId(deployment.UserId), deployment.RuntimeProvider, deployment.AgentId, cancellationToken),
            SessionTimeToLive = providers.Get(deployment.RuntimeProvider).Capabilities.SessionTimeToLive,
        };
    }

    /// <summary>The keys that the manifest or the agent declares: only those are handed to the workload.</summary>
    internal static HashSet<string> DeclaredKeys(DeploymentRecord deployment, AgentManifest manifest) =>
        [.. manifest.RequiredKeys, .. manifest.OptionalKeys, .. deployment.DeclaredKeys];
}
