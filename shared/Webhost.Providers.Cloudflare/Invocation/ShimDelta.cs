namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The data of a <c>delta</c> event.</summary>
internal sealed record ShimDelta(string? Text);
