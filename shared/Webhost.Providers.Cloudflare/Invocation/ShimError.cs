namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>An error answer, and the data of an <c>error</c> event.</summary>
internal sealed record ShimError(ShimErrorBody? Error);
