using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;

namespace Webhost.Storage.Internal;

/// <summary>Reads and writes rows whose content is one JSON document, beside the few columns that queries need.</summary>
internal static class Row
{
    private const string Data = "Data";
    private const string PackedData = "Packed";

    // A text column holds at most 32 Ki characters: a longer document goes on in Data1, Data2 and so on.
    private const int MaximumCharacters = 32 * 1024;

    // A binary column holds at most 64 KiB.
    private const int MaximumBytes = 60 * 1024;
    private const int MaximumUnpacked = 8 * 1024;

    /// <summary>How documents are written, in rows and beside them.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A row with a document.</summary>
    public static TableEntity Of<T>(string partitionKey, string rowKey, T value)
    {
        var row = new TableEntity(partitionKey, rowKey);
        var text = JsonSerializer.Serialize(value, Json);
        for (var part = 0; part * MaximumCharacters < text.Length; part++)
        {
            var start = part * MaximumCharacters;
            row[PartName(part)] = text.Substring(start, Math.Min(MaximumCharacters, text.Length - start));
        }

        return row;
    }

    /// <summary>A row with a document that may be long and repeats itself: it is packed then.</summary>
    public static TableEntity Packed<T>(string partitionKey, string rowKey, T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        if (bytes.Length <= MaximumUnpacked)
        {
            return Of(partitionKey, rowKey, value);
        }

        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var row = new TableEntity(partitionKey, rowKey);
        var packed = buffer.ToArray();
        for (var part = 0; part * MaximumBytes < packed.Length; part++)
        {
            row[PartName(PackedData, part)] = packed[(part * MaximumBytes)..Math.Min((part + 1) * MaximumBytes, packed.Length)];
        }

        return row;
    }

    /// <summary>The document of a row.</summary>
    public static T Read<T>(TableEntity entity) =>
        (entity.ContainsKey(PackedData) ? Unpack<T>(entity) : JsonSerializer.Deserialize<T>(TextOf(entity), Json))
        ?? throw new InvalidDataException($"The row '{entity.PartitionKey}/{entity.RowKey}' has an empty document.");

    /// <summary>The version that a write made.</summary>
    public static string VersionOf(Response written) => written.Headers.ETag?.ToString() ?? throw new InvalidOperationException("The table service gave no version.");

    /// <summary>About how many bytes a row takes in a request, at most.</summary>
    public static int SizeOf(TableEntity entity)
    {
        const int overhead = 1024;
        const int bytesOfCharacter = 6;
        var values = ((IDictionary<string, object>)entity).Values;
        return overhead + (bytesOfCharacter * values.OfType<string>().Sum(text => text.Length)) + (2 * values.OfType<byte[]>().Sum(bytes => bytes.Length));
    }

    private static T? Unpack<T>(TableEntity entity)
    {
        using var packed = new MemoryStream();
        for (var part = 0; entity.GetBinary(PartName(PackedData, part)) is { } bytes; part++)
        {
            packed.Write(bytes);
        }

        packed.Position = 0;
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(gzip, Json);
    }

    private static string TextOf(TableEntity entity)
    {
        var first = entity.GetString(Data) ?? throw new InvalidDataException($"The row '{entity.PartitionKey}/{entity.RowKey}' has no document.");
        if (entity.GetString(PartName(1)) is not { } second)
        {
            return first;
        }

        var text = new StringBuilder(first).Append(second);
        for (var part = 2; entity.GetString(PartName(part)) is { } next; part++)
        {
            text.Append(next);
        }

        return text.ToString();
    }

    private static string PartName(int part) => PartName(Data, part);

    private static string PartName(string name, int part) => part == 0 ? name : name + part.ToString(CultureInfo.InvariantCulture);
}
