using Webhost.Cli.Shell;

namespace Webhost.Cli.Api;

/// <summary>Addresses of an API and of an identity provider.</summary>
internal static class ApiAddress
{
    /// <summary>The control plane that <c>./dev up</c> starts.</summary>
    public const string Local = "http://127.0.0.1:7071";

    /// <summary>The identity provider that <c>./dev up</c> starts.</summary>
    public const string LocalAuthority = "http://127.0.0.1:7072";

    /// <summary>Reads an address that a user gave. Plain HTTP is for this machine only, because tokens travel to it.</summary>
    public static Uri Parse(string text, bool keepPath = false)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw CliException.Usage($"'{text}' is not an address. Use one like https://api.example.com.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw CliException.Usage($"'{text}' would send your token unencrypted. Use https.");
        }

        return keepPath ? address : new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <summary>The address as users write it: without the slash at its end.</summary>
    public static string Display(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
