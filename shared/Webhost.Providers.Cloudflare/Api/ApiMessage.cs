namespace Webhost.Providers.Cloudflare.Api;

/// <summary>One entry of the envelope's <c>errors</c>.</summary>
/// <param name="Code">Cloudflare's code.</param>
/// <param name="Message">Cloudflare's text: never shown as it is.</param>
internal sealed record ApiMessage(int Code, string? Message);
