using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Reads entities of one answer. Rows of one answer mostly share their property names, so each name becomes a string once.</summary>
internal sealed class EntityReader<T>
    where T : class, ITableEntity
{
    // A class of one's own may be a dictionary too; it is read by its properties unless it is the official dictionary entity.
    private readonly EntityModel? _model = typeof(T) == typeof(TableEntity) ? null : EntityModel.Of(typeof(T));
    private readonly List<string> _names = [];
    private int _nextName;
    private string? _partitionKey;

    /// <summary>Reads the object that the reader stands on the start of; leaves the reader on its end.</summary>
    public T Read(ref Utf8JsonReader reader)
    {
        if (_model is not null)
            return (T)_model.Read(ref reader);

        var entity = new TableEntity();
        ReadInto(ref reader, entity.Properties);
        return (T)(object)entity;
    }

    private void ReadInto(ref Utf8JsonReader reader, Dictionary<string, object?> properties)
    {
        _nextName = 0;
        string? annotated = null;
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name(ref reader);
            reader.Read();
            if (name.EndsWith(PropertyNames.TypeSuffix, StringComparison.Ordinal))
            {
                type = Type(ref reader);
                annotated = name;
                var target = name[..^PropertyNames.TypeSuffix.Length];
                if (properties.TryGetValue(target, out var earlier))
                    properties[target] = EdmReader.Convert(earlier, type);
                continue;
            }

            var ownType = annotated is not null && IsAnnotationOf(annotated, name) ? type : null;
            properties[name] = name switch
            {
                PropertyNames.PartitionKey => PartitionKey(ref reader),
                PropertyNames.Timestamp when reader.TokenType == JsonTokenType.String => EdmReader.Time(ref reader),
                _ => EdmReader.Read(ref reader, ownType),
            };
        }
    }

    private static bool IsAnnotationOf(string annotation, string name) =>
        annotation.Length == name.Length + PropertyNames.TypeSuffix.Length && annotation.StartsWith(name, StringComparison.Ordinal);

    // The known types as constants, so that no string is made per value.
    private static string? Type(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("Edm.DateTime"u8))
            return EdmWriter.Time;
        if (reader.ValueTextEquals("Edm.Int64"u8))
            return EdmWriter.Int64;
        if (reader.ValueTextEquals("Edm.Double"u8))
            return EdmWriter.Double;
        if (reader.ValueTextEquals("Edm.Guid"u8))
            return EdmWriter.Guid;
        return reader.ValueTextEquals("Edm.Binary"u8) ? EdmWriter.Binary : null;
    }

    private string Name(ref Utf8JsonReader reader)
    {
        if (_nextName < _names.Count && reader.ValueTextEquals(_names[_nextName]))
            return _names[_nextName++];

        for (var index = 0; index < _names.Count; index++)
        {
            if (reader.ValueTextEquals(_names[index]))
            {
                _nextName = index + 1;
                return _names[index];
            }
        }

        var name = reader.GetString()!;
        _names.Add(name);
        _nextName = _names.Count;
        return name;
    }

    private string? PartitionKey(ref Utf8JsonReader reader) =>
        _partitionKey is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(_partitionKey) ? _partitionKey : _partitionKey = reader.GetString();
}
