using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore;

/// <summary>What a <see cref="ProviderReference"/> of this runtime holds (master spec §6.3).</summary>
/// <param name="Arn">The runtime.</param>
/// <param name="Id">The runtime's id.</param>
/// <param name="Version">The version that is this deployment's.</param>
/// <param name="Endpoint">The endpoint to call.</param>
/// <param name="DeploymentId">The deployment.</param>
internal sealed record RuntimeReference(string Arn, string Id, string Version, string Endpoint, string DeploymentId)
{
    private const string ArnKey = "agentRuntimeArn";
    private const string IdKey = "runtimeId";
    private const string VersionKey = "runtimeVersion";
    private const string EndpointKey = "endpoint";
    private const string DeploymentKey = "deploymentId";

    public ProviderReference ToProviderReference() => new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ArnKey] = Arn,
        [IdKey] = Id,
        [VersionKey] = Version,
        [EndpointKey] = Endpoint,
        [DeploymentKey] = DeploymentId,
    });

    public static RuntimeReference Of(ProviderReference reference) => new(reference[ArnKey], reference[IdKey], reference[VersionKey], reference[EndpointKey], reference[DeploymentKey]);

    /// <summary>Reads what may be there from an earlier time.</summary>
    public static bool TryOf(ProviderReference? reference, [NotNullWhen(true)] out RuntimeReference? read)
    {
        read = reference is not null && reference.Values.ContainsKey(ArnKey) && reference.Values.ContainsKey(IdKey) && reference.Values.ContainsKey(VersionKey)
            && reference.Values.ContainsKey(EndpointKey) && reference.Values.ContainsKey(DeploymentKey) ? Of(reference) : null;
        return read is not null;
    }
}
