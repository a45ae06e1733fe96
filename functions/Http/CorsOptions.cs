namespace Webhost.Functions.Http;

/// <summary>Whose pages may read answers.</summary>
/// <param name="AllowedOrigins">Origins such as <c>https://app.example.com</c>, compared letter by letter; none by default.</param>
internal sealed record CorsOptions(IReadOnlySet<string> AllowedOrigins);
