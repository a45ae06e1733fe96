namespace Azure.Data.Tables.Internal;

/// <summary>Where the next page starts, as the service's headers gave it; its text form is what callers keep.</summary>
/// <param name="PartitionKey">The value of <c>x-ms-continuation-NextPartitionKey</c>.</param>
/// <param name="RowKey">The value of <c>x-ms-continuation-NextRowKey</c>.</param>
internal readonly record struct ContinuationToken(string? PartitionKey, string? RowKey)
{
    private const char Separator = ' ';

    public static ContinuationToken Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length <= 1)
            return default;
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return separator < 0
            ? new(Decode(text), RowKey: null)
            : new(Decode(text[..separator]), separator + 1 < text.Length ? Decode(text[(separator + 1)..]) : null);
    }

    /// <summary>The text form; null when there is no further page.</summary>
    public static string? FromHeaders(Response response)
    {
        var hasPartition = response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey);
        var hasRow = response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey);
        return hasPartition || hasRow ? Encode(partitionKey) + Separator + Encode(rowKey) : null;
    }

    // The service's own values need no escaping; an emulator's may hold a separator.
    private static string? Encode(string? value) =>
        value is not null && (value.Contains(Separator, StringComparison.Ordinal) || value.Contains('%', StringComparison.Ordinal)) ? Uri.EscapeDataString(value) : value;

    private static string Decode(string value) => value.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(value) : value;
}
