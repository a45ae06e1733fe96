using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;

namespace Webhost.Storage.Internal;

/// <summary>Reads and writes rows whose content is one JSON document, beside the few columns that queries need.</summary>
internal static class Row
{
    private const string Data = "Data";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A row with a document.</summary>
    public static TableEntity Of<T>(string partitionKey, string rowKey, T value) => new(partitionKey, rowKey) { [Data] = JsonSerializer.Serialize(value, Json) };

    /// <summary>The document of a row.</summary>
    public static T Read<T>(TableEntity entity) =>
        JsonSerializer.Deserialize<T>(entity.GetString(Data) ?? throw new InvalidDataException($"The row '{entity.PartitionKey}/{entity.RowKey}' has no document."), Json)
        ?? throw new InvalidDataException($"The row '{entity.PartitionKey}/{entity.RowKey}' has an empty document.");

    /// <summary>Names the version that a write is made from.</summary>
    public static TableEntity WithVersion(this TableEntity entity, string etag)
    {
        entity.ETag = new ETag(etag);
        return entity;
    }
}
