using System.Net;
using Webhost.Core.Results;

namespace Webhost.Core.Webhooks;

/// <summary>Checks addresses that users give; where a name leads is checked again at each connection.</summary>
public static class WebhookAddress
{
    private const int MaximumLength = 2_000;

    /// <summary>The address. Failure: Invalid.</summary>
    public static Result<Uri> Check(string path, string text, WebhookOptions options)
    {
        if (text.Length > MaximumLength || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0)
        {
            return Failure.Invalid.At(path, "Give an address such as https://example.com/hooks/webhost.");
        }

        if (address.Scheme != Uri.UriSchemeHttps && !(options.AllowPrivateAddresses && address.Scheme == Uri.UriSchemeHttp))
        {
            return Failure.Invalid.At(path, "The address must begin with https://.");
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return Failure.Invalid.At(path, "The address must hold no user name, password or fragment. Check the signature of what is sent instead.");
        }

        return !options.AllowPrivateAddresses && (address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out var literal) && !PublicAddress.IsPublic(literal)))
            ? Failure.Invalid.At(path, "The address does not lie in the public Internet.")
            : address;
    }
}
