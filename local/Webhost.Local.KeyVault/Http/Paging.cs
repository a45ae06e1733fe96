using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Lists in pages of at most 25, each naming the address of the next.</summary>
internal static class Paging
{
    private const int LargestPage = 25;

    /// <summary>Answers the page that the request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="all">Everything, in a stable order.</param>
    /// <param name="key">What a page goes on from; unique and ordered like the list.</param>
    /// <param name="shape">The item on the wire.</param>
    public static Task WriteAsync<T>(HttpContext context, IEnumerable<T> all, Func<T, string> key, Func<T, WireSecret> shape)
    {
        var query = context.Request.Query;
        var size = LargestPage;
        if (query.TryGetValue("maxresults", out var wanted)
            && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > LargestPage))
        {
            return Answers.FailAsync(context, VaultError.BadParameter($"The value of 'maxresults' must be from 1 to {LargestPage}."));
        }

        var rest = all;
        if (query.TryGetValue("$skiptoken", out var token))
        {
            if (Decode(token.ToString()) is not { } last)
                return Answers.FailAsync(context, VaultError.BadParameter("The value of '$skiptoken' is not valid."));
            rest = all.SkipWhile(item => string.Compare(key(item), last, StringComparison.OrdinalIgnoreCase) <= 0);
        }

        var page = rest.Take(size + 1).ToList();
        var hasMore = page.Count > size;
        var items = page.Take(size).ToList();
        return Answers.WriteAsync(context, new WirePage([.. items.Select(shape)], hasMore ? NextLink(context.Request, size, key(items[^1])) : null), WireJson.Default.WirePage);
    }

    private static string NextLink(HttpRequest request, int size, string last)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["api-version"] = request.Query["api-version"],
            ["$skiptoken"] = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(last)),
            ["maxresults"] = size.ToString(CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString($"{request.Scheme}://{request.Host}{request.Path}", parameters);
    }

    private static string? Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
