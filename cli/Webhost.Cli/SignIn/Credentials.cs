using System.Text.Json.Serialization;

namespace Webhost.Cli.SignIn;

/// <summary>The file of sign-ins. A credential is only ever sent to the API that it is kept under.</summary>
internal sealed record Credentials
{
    /// <summary>The API that was signed in to last.</summary>
    public string? Current { get; init; }

    /// <summary>Sign-ins by the API's address.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Dictionary<string, Credential> Apis { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The sign-in to an API; null if there is none.</summary>
    public Credential? Of(string api) => Apis.GetValueOrDefault(api);
}
