using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Either the envelope's <c>result</c> or the error in its place.</summary>
internal readonly record struct ApiAnswer(JsonElement Result, ApiError? Error);
