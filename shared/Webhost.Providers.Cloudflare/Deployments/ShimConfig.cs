using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Deployments;

/// <summary>The <c>WEBHOST_CONFIG</c> binding: what the shim must know.</summary>
internal sealed record ShimConfig
{
    public required string AgentId { get; init; }

    public required IReadOnlyList<string> EnvKeys { get; init; }

    public required IReadOnlyList<string> SecretKeys { get; init; }

    public required long SessionTtlSeconds { get; init; }

    public required int MaxOutputBytes { get; init; }

    public required string Framework { get; init; }

    public required IReadOnlyList<DurableObjectBinding> DurableObjects { get; init; }

    /// <summary>The binding for Workers AI, whose calls the shim counts; null without one.</summary>
    public string? AiBinding { get; init; }
}
