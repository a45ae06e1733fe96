using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>
/// Stores texts of any size. A short one is a property of its row; a long one is cut into rows of its own in the same partition, which are
/// written before the row that names them, so that no row ever names parts that are missing.
/// </summary>
internal sealed class Payloads(TableClient table)
{
    private const int LongestProperty = 30_000; // characters; the service allows 32 Ki
    private const int BytesPerProperty = 60_000;
    private const int PropertiesPerRow = 12;
    private const int BytesPerRow = BytesPerProperty * PropertiesPerRow;
    private const string PartsSuffix = "Parts";

    /// <summary>Sets a property of a row that is about to be written.</summary>
    public async Task SetAsync(TableEntity row, string property, string? text, int generation, CancellationToken cancellationToken)
    {
        if (text is null || text.Length <= LongestProperty)
        {
            row[property] = text ?? "";
            row[property + PartsSuffix] = "";
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var name = $"{Keys.Payloads(generation)}{Guid.NewGuid():N}";
        var count = (bytes.Length + BytesPerRow - 1) / BytesPerRow;
        for (var part = 0; part < count; part++)
            await table.UpsertEntityAsync(Part(row.PartitionKey, name, part, bytes), TableUpdateMode.Replace, cancellationToken);
        row[property] = "";
        row[property + PartsSuffix] = string.Create(CultureInfo.InvariantCulture, $"{name}:{count}");
    }

    /// <summary>Reads a property of a row, wherever it is stored; null when it is not set.</summary>
    public async Task<string?> GetAsync(TableEntity row, string property, CancellationToken cancellationToken)
    {
        if (row.GetString(property + PartsSuffix) is not { Length: > 0 } parts)
            return row.GetString(property) is { Length: > 0 } text ? text : null;

        var separator = parts.LastIndexOf(':');
        var count = int.Parse(parts.AsSpan(separator + 1), CultureInfo.InvariantCulture);
        using MemoryStream bytes = new();
        for (var part = 0; part < count; part++)
        {
            TableEntity stored = await table.GetEntityAsync<TableEntity>(
                row.PartitionKey, RowKey(parts[..separator], part), cancellationToken: cancellationToken);
            for (var index = 0; stored.GetBinary(Property(index)) is { } data; index++)
                bytes.Write(data);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static TableEntity Part(string partition, string name, int part, byte[] bytes)
    {
        TableEntity row = new(partition, RowKey(name, part));
        var offset = part * BytesPerRow;
        for (var index = 0; index < PropertiesPerRow && offset < bytes.Length; index++, offset += BytesPerProperty)
            row[Property(index)] = bytes[offset..Math.Min(offset + BytesPerProperty, bytes.Length)];
        return row;
    }

    private static string RowKey(string name, int part) => string.Create(CultureInfo.InvariantCulture, $"{name}-{part:D6}");

    private static string Property(int index) => string.Create(CultureInfo.InvariantCulture, $"Data{index:D2}");
}
