using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>The envelope of every answer of the API.</summary>
internal sealed record ApiEnvelope
{
    public bool Success { get; init; }

    public IReadOnlyList<ApiMessage>? Errors { get; init; }

    public JsonElement Result { get; init; }
}
