using Webhost.Core.Artifacts;

namespace Webhost.Core.Providers;

/// <summary>What is deployed (runtime provider interface §3.3).</summary>
public sealed record DeployInput
{
    /// <summary>The agent and its owner.</summary>
    public required AgentReference Agent { get; init; }

    /// <summary>The deployment's id; the key of idempotency.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The deployment's number.</summary>
    public required int DeploymentVersion { get; init; }

    /// <summary>The checked manifest.</summary>
    public required AgentManifest Manifest { get; init; }

    /// <summary>Opens the archive that <see cref="IRuntimeProvider.BuildAsync"/> made.</summary>
    public required Func<CancellationToken, Task<Stream>> OpenArchiveAsync { get; init; }

    /// <summary>The facts of the build.</summary>
    public required IReadOnlyDictionary<string, string> BuildFacts { get; init; }

    /// <summary>Plain variables.</summary>
    public required IReadOnlyDictionary<string, string> Plain { get; init; }

    /// <summary>Secrets, read for this call only: never kept, logged or sent anywhere but to the provider's own mechanism.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>How the workload reports telemetry.</summary>
    public required TelemetryBinding Telemetry { get; init; }

    /// <summary>How long an idle session is kept.</summary>
    public required TimeSpan SessionTimeToLive { get; init; }

    /// <summary>Where the provider had this very deployment when it was last published; null when it never was.</summary>
    public ProviderReference? Previous { get; init; }

    /// <summary>Whether the owner's plan includes this runtime (§10.2.5): an adapter refuses when it is false.</summary>
    public required bool Entitled { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(DeployInput)} {DeploymentId}";
}
