using System.Reflection;
using System.Xml;

namespace Azure.Data.Tables.Internal;

/// <summary>The types that a stored class may use.</summary>
internal static class ValueCodecs
{
    private static readonly Dictionary<Type, object> Known = new()
    {
        [typeof(string)] = new ValueCodec<string>((writer, name, value) => writer.WriteString(name, value), (ref reader) => reader.GetString()!),
        [typeof(int)] = new ValueCodec<int>((writer, name, value) => writer.WriteNumber(name, value), (ref reader) => reader.GetInt32()),
        [typeof(long)] = new ValueCodec<long>(EdmWriter.Write, EdmReader.Int64),
        [typeof(double)] = new ValueCodec<double>(EdmWriter.Write, EdmReader.Double),
        [typeof(float)] = new ValueCodec<float>((writer, name, value) => EdmWriter.Write(writer, name, (double)value), (ref reader) => (float)EdmReader.Double(ref reader)),
        [typeof(bool)] = new ValueCodec<bool>((writer, name, value) => writer.WriteBoolean(name, value), (ref reader) => reader.GetBoolean()),
        [typeof(Guid)] = new ValueCodec<Guid>(EdmWriter.Write, EdmReader.Guid),
        [typeof(DateTimeOffset)] = new ValueCodec<DateTimeOffset>((writer, name, value) => EdmWriter.Write(writer, name, value.UtcDateTime), EdmReader.Time),
        [typeof(DateTime)] = new ValueCodec<DateTime>(EdmWriter.Write, (ref reader) => EdmReader.Time(ref reader).UtcDateTime),
        [typeof(TimeSpan)] = new ValueCodec<TimeSpan>((writer, name, value) => writer.WriteString(name, XmlConvert.ToString(value)), (ref reader) => XmlConvert.ToTimeSpan(reader.GetString()!)),
        [typeof(ETag)] = new ValueCodec<ETag>((writer, name, value) => writer.WriteString(name, value.ToString()), (ref reader) => new ETag(reader.GetString()!)),
        [typeof(byte[])] = new ValueCodec<byte[]>((writer, name, value) => EdmWriter.Write(writer, name, value.AsSpan()), (ref reader) => reader.GetBytesFromBase64()),
        [typeof(BinaryData)] = new ValueCodec<BinaryData>(
            (writer, name, value) => EdmWriter.Write(writer, name, value.ToMemory().Span),
            (ref reader) => BinaryData.FromBytes(reader.GetBytesFromBase64())),
    };

    /// <summary>The codec for a type; for one that tables cannot hold, a codec that says so when it is used.</summary>
    public static ValueCodec<T> For<T>()
    {
        if (Known.TryGetValue(typeof(T), out var known))
            return (ValueCodec<T>)known;
        if (typeof(T).IsEnum)
            return ForEnum<T>();
        if (Nullable.GetUnderlyingType(typeof(T)) is { } underlying)
        {
            var lift = typeof(ValueCodecs).GetMethod(nameof(Lift), BindingFlags.NonPublic | BindingFlags.Static)!;
            return (ValueCodec<T>)lift.MakeGenericMethod(underlying).Invoke(null, null)!;
        }
        return new(
            (writer, name, value) => EdmWriter.Write(writer, name, value!),
            (ref _) => throw new NotSupportedException($"A property of type {typeof(T)} cannot be read from a table."));
    }

    // By name; a name that a later version of the code no longer knows is passed over.
    private static ValueCodec<T> ForEnum<T>() => new(
        (writer, name, value) => writer.WriteString(name, value!.ToString()),
        (ref reader) => (T)Enum.Parse(typeof(T), reader.GetString()!),
        (ref reader) => Enum.TryParse(typeof(T), reader.GetString(), out _));

    private static ValueCodec<T?> Lift<T>()
        where T : struct
    {
        var codec = For<T>();
        return new((writer, name, value) => codec.Write(writer, name, value.GetValueOrDefault()), (ref reader) => codec.Read(ref reader), codec.Accepts);
    }
}
