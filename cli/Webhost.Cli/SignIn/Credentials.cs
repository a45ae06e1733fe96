namespace Webhost.Cli.SignIn;

/// <summary>The file of sign-ins. A credential is only ever sent to the API that it is kept under.</summary>
internal sealed record Credentials
{
    /// <summary>The API that was signed in to last.</summary>
    public string? Current { get; init; }

    /// <summary>Sign-ins by the API's address.</summary>
    public IReadOnlyDictionary<string, Credential> Apis { get; init; } = new Dictionary<string, Credential>(StringComparer.Ordinal);

    /// <summary>The sign-in to an API; null if there is none.</summary>
    public Credential? Of(string api) => Apis.GetValueOrDefault(api);

    /// <summary>The same with one sign-in added, or put in place of the API's earlier one.</summary>
    public Credentials With(string api, Credential credential) =>
        this with { Apis = new Dictionary<string, Credential>(Apis, StringComparer.Ordinal) { [api] = credential } };

    /// <summary>The same without the sign-in to an API.</summary>
    public Credentials Without(string api) => this with
    {
        Apis = Apis.Where(pair => pair.Key != api).ToDictionary(StringComparer.Ordinal),
        Current = Current == api ? null : Current,
    };
}
