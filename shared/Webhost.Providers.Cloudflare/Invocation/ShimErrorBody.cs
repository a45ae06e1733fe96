namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>What the shim or the dispatcher says of a failure: safe to show.</summary>
internal sealed record ShimErrorBody(string? Code, string? Message, bool Retryable, string? Class);
