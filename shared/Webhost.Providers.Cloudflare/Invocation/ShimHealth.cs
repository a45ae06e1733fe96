namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The answer of the health check.</summary>
internal sealed record ShimHealth(string? Status, string? DeploymentId);
