using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Local.Dashboard;

/// <summary>
/// The part of <c>staticwebapp.config.json</c> that the dashboard uses: https://learn.microsoft.com/azure/static-web-apps/configuration. A member that is not
/// understood stops the start, so that nothing works here and not there.
/// </summary>
internal sealed record StaticWebAppConfig
{
    private const string ApiOrigin = "__API_ORIGIN__";
    private const string AuthorityOrigin = "__AUTHORITY_ORIGIN__";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Where editors find what may stand in the file.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The rules, in order.</summary>
    public IReadOnlyList<StaticRoute> Routes { get; init; } = [];

    /// <summary>What is served where there is no file; null for 404.</summary>
    public NavigationFallback? NavigationFallback { get; init; }

    /// <summary>Headers of every answer.</summary>
    public IReadOnlyDictionary<string, string> GlobalHeaders { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Media types by extension, beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> MimeTypes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the file's text and fills in the two origins that differ between installations.</summary>
    /// <exception cref="JsonException">It is no such file.</exception>
    public static StaticWebAppConfig Parse(string text, string apiOrigin, string authorityOrigin) =>
        JsonSerializer.Deserialize<StaticWebAppConfig>(
            text.Replace(ApiOrigin, apiOrigin, StringComparison.Ordinal).Replace(AuthorityOrigin, authorityOrigin, StringComparison.Ordinal), Json)
        ?? throw new JsonException("It is null.");

    /// <summary>The rule for a request, or null.</summary>
    public StaticRoute? RouteOf(string method, string path) => Routes.FirstOrDefault(route => route.Matches(method, path));

    /// <summary>The file that is served for a path without one; null for none.</summary>
    public string? FallbackOf(string path) =>
        NavigationFallback is { } fallback && fallback.Exclude?.Any(pattern => PathPattern.Matches(pattern, path)) is not true ? fallback.Rewrite : null;

    /// <summary>The headers of an answer by a rule.</summary>
    public IEnumerable<KeyValuePair<string, string>> HeadersOf(StaticRoute? route)
    {
        var headers = new Dictionary<string, string>(GlobalHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in route?.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
            headers[name] = value;
        return headers.Where(header => header.Value.Length > 0);
    }
}
