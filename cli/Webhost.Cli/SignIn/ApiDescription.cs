namespace Webhost.Cli.SignIn;

/// <summary>What an API may tell of its sign-in, at <c>/.well-known/webhost</c>.</summary>
internal sealed record ApiDescription
{
    /// <summary>The identity provider.</summary>
    public string? Authority { get; init; }

    /// <summary>The client of this command there.</summary>
    public string? ClientId { get; init; }

    /// <summary>The resource that tokens are asked for; the provider's default when absent.</summary>
    public string? Resource { get; init; }
}
