using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Entities as the protocol's JSON: writing with type annotations, reading with or without them.</summary>
internal static class EntityJson
{
    // Plain text stays short; the body is never embedded in a page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, entity);
        return buffer.WrittenMemory;
    }

    public static void Write(IBufferWriter<byte> buffer, ITableEntity entity)
    {
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        if (entity is IDictionary<string, object?> properties)
            WriteProperties(writer, properties);
        else
            EntityModel.Of(entity.GetType()).Write(writer, entity);
        writer.WriteEndObject();
    }

    /// <summary>Reads the entity that is the whole document.</summary>
    public static T ReadOne<T>(ReadOnlyMemory<byte> json)
        where T : class, ITableEntity
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return new EntityReader<T>().Read(ref reader);
    }

    /// <summary>Reads the entities of a page, the array <c>value</c> of the document.</summary>
    public static List<T> ReadPage<T>(ReadOnlyMemory<byte> json)
        where T : class, ITableEntity
    {
        var entities = new List<T>();
        var entityReader = new EntityReader<T>();
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                entities.Add(entityReader.Read(ref reader));
        }
        return entities;
    }

    private static void WriteProperties(Utf8JsonWriter writer, IDictionary<string, object?> properties)
    {
        if (properties is TableEntity entity)
        {
            foreach (var (name, value) in entity.Properties)
                WriteProperty(writer, name, value);
            return;
        }
        foreach (var (name, value) in properties)
            WriteProperty(writer, name, value);
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, object? value)
    {
        // The service ignores nulls and sets the reserved ones itself.
        if (value is not null && !name.StartsWith(PropertyNames.ODataPrefix, StringComparison.Ordinal) && !string.Equals(name, PropertyNames.Timestamp, StringComparison.Ordinal))
            EdmWriter.Write(writer, name, value);
    }
}
