using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;

namespace Webhost.Cli.SignIn;

/// <summary>Which identity provider to sign in with, and as which client.</summary>
internal sealed record SignInSettings(Uri Authority, string ClientId, string? Resource)
{
    private const string UsualClient = "webhost-cli";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Settings from the command line first, then from what the API tells of itself, then those of the local stack.</summary>
    public static async Task<SignInSettings> FindAsync(HttpClient http, Uri api, string? authority, string? clientId, CancellationToken cancellationToken)
    {
        if (authority is not null)
        {
            return new SignInSettings(ApiAddress.Parse(authority), clientId ?? UsualClient, null);
        }

        if (await ReadAsync<ApiDescription>(http, new Uri(api, ".well-known/webhost"), cancellationToken) is { Authority: { } told } description)
        {
            return new SignInSettings(ApiAddress.Parse(told), clientId ?? description.ClientId ?? UsualClient, description.Resource);
        }

        if (AuthorityIn(await ReadAsync<JsonElement>(http, new Uri(api, "v1/openapi.json"), cancellationToken)) is { } described)
        {
            return new SignInSettings(ApiAddress.Parse(described), clientId ?? UsualClient, null);
        }

        return api.IsLoopback
            ? new SignInSettings(ApiAddress.Parse(ApiAddress.LocalAuthority), clientId ?? UsualClient, null)
            : throw CliException.Usage($"{ApiAddress.Display(api)} does not say which identity provider it trusts.", "Name it with --authority URL.");
    }

    private static string? AuthorityIn(JsonElement openApi)
    {
        if (openApi.ValueKind is not JsonValueKind.Object
            || !openApi.TryGetProperty("components", out var components)
            || !components.TryGetProperty("securitySchemes", out var schemes)
            || schemes.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        const string discovery = "/.well-known/openid-configuration";
        return schemes.EnumerateObject()
            .Select(scheme => scheme.Value.TryGetProperty("openIdConnectUrl", out var url) ? url.GetString() : null)
            .FirstOrDefault(url => url?.EndsWith(discovery, StringComparison.Ordinal) is true && Uri.IsWellFormedUriString(url, UriKind.Absolute))
            ?[..^discovery.Length];
    }

    private static async Task<T?> ReadAsync<T>(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var response = await http.GetAsync(address, limit.Token);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(limit.Token), CliJson.Type<T>())
                : default;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The API may be older than this, or not running yet: what it does not tell comes from the settings.
            return default;
        }
    }
}
