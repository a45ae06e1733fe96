using System.Net;

namespace Azure.Data.Tables.Internal;

/// <summary>Tells the parts of a table service address: the account in the host's name, or, with an IP address or localhost as host, in the path.</summary>
internal static class TableEndpoint
{
    /// <summary>The account's name; null when the address does not show it.</summary>
    public static string? AccountName(Uri endpoint)
    {
        if (IsPathStyle(endpoint))
            return endpoint.Segments.Length > 1 ? endpoint.Segments[1].TrimEnd('/') : null;

        var dot = endpoint.Host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? endpoint.Host[..dot] : null;
    }

    /// <summary>Splits a table's address into the account's address, its query kept, and the table's name.</summary>
    /// <exception cref="ArgumentException">The address names no table.</exception>
    public static (Uri Account, string TableName) SplitTable(Uri endpoint)
    {
        var path = endpoint.AbsolutePath.Trim('/');
        var slash = path.LastIndexOf('/');
        var table = path[(slash + 1)..];
        if (table.Length == 0 || (slash < 0 && IsPathStyle(endpoint)))
            throw new ArgumentException("The address must end with the table's name.", nameof(endpoint));

        var account = new UriBuilder(endpoint) { Path = slash < 0 ? "/" : path[..slash] };
        return (account.Uri, Uri.UnescapeDataString(table));
    }

    /// <summary>The table's own address below the account's, without a query.</summary>
    public static Uri ForTable(Uri endpoint, string tableName) =>
        new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + "/" + tableName, Query = "" }.Uri;

    /// <summary>Refuses to send a signature in clear text, except to this machine.</summary>
    public static void RequireTls(Uri endpoint)
    {
        if (!string.Equals(endpoint.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) && !endpoint.IsLoopback)
            throw new ArgumentException("A shared access signature is only sent over HTTPS.", nameof(endpoint));
    }

    private static bool IsPathStyle(Uri endpoint) =>
        IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out _) || !endpoint.Host.Contains('.', StringComparison.Ordinal);
}
