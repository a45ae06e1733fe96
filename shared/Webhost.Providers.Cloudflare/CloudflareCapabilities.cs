using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare;

/// <summary>What the runtime can do and where its limits lie.</summary>
internal static class CloudflareCapabilities
{
    /// <summary>Cloudflare allows 5 KB a variable.</summary>
    public const int VariableBytes = 5 * 1024;

    /// <summary>Cloudflare allows 128; the shim takes some, and bindings of the agent's own the rest.</summary>
    public const int Variables = 100;

    private const long Mega = 1024 * 1024;

    public static RuntimeCapabilities Of(CloudflareOptions options) => new()
    {
        Streaming = true,
        ReadableSessions = true,
        ShipsLogs = true,
        ReportsTelemetry = true,

        // A changed secret reaches the Worker with another upload of the same deployment.
        SecretRotationNeedsRedeploy = false,
        SessionTimeToLive = options.SessionTimeToLive,
        MaximumInvocation = options.MaximumInvocation,
        DeploymentDeadline = TimeSpan.FromSeconds(180),

        // Far above what a Worker may be: an upload may bring its packages along, of which little ends up in the bundle.
        MaximumArtifactBytes = 50 * Mega,
        MaximumUnpackedBytes = 400 * Mega,
        MaximumVariables = Variables,
        MaximumVariableBytes = VariableBytes,
        EntrypointExtensions = [".ts", ".js", ".tsx", ".mjs", ".jsx"],
    };
}
