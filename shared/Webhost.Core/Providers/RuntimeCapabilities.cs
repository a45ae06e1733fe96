using Webhost.Core.Artifacts;

namespace Webhost.Core.Providers;

/// <summary>How a runtime differs from others, as data.</summary>
public sealed record RuntimeCapabilities
{
    /// <summary>Whether answers can be streamed as they come.</summary>
    public required bool Streaming { get; init; }

    /// <summary>Whether a transcript can be read back.</summary>
    public required bool ReadableSessions { get; init; }

    /// <summary>Whether the workload ships its own log lines with its telemetry.</summary>
    public required bool ShipsLogs { get; init; }

    /// <summary>Whether the workload reports telemetry itself (pattern A); otherwise the gateway does (pattern B, §8.2).</summary>
    public required bool ReportsTelemetry { get; init; }

    /// <summary>Whether a changed secret reaches the workload only with a new deployment (§7.3).</summary>
    public required bool SecretRotationNeedsRedeploy { get; init; }

    /// <summary>How long an idle session is kept.</summary>
    public required TimeSpan SessionTimeToLive { get; init; }

    /// <summary>The longest invocation that the runtime allows.</summary>
    public required TimeSpan MaximumInvocation { get; init; }

    /// <summary>The deadline of a whole deployment.</summary>
    public required TimeSpan DeploymentDeadline { get; init; }

    /// <summary>The largest upload in bytes.</summary>
    public required long MaximumArtifactBytes { get; init; }

    /// <summary>The largest upload once unpacked, in bytes.</summary>
    public required long MaximumUnpackedBytes { get; init; }

    /// <summary>The largest single file of it, in bytes.</summary>
    public long MaximumFileBytes { get; init; } = ArchiveLimits.UsualFileBytes;

    /// <summary>How many variables and secrets an agent may have.</summary>
    public required int MaximumVariables { get; init; }

    /// <summary>The largest value of a variable or secret in bytes of UTF-8.</summary>
    public required int MaximumVariableBytes { get; init; }

    /// <summary>File name extensions that an entry point may have, such as <c>.ts</c>; empty when any will do.</summary>
    public IReadOnlyList<string> EntrypointExtensions { get; init; } = [];
}
