using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes one property with the annotation that tells the service its type.</summary>
internal static class EdmWriter
{
    public const string Binary = "Edm.Binary";
    public const string Int64 = "Edm.Int64";
    public const string Double = "Edm.Double";
    public const string Guid = "Edm.Guid";
    public const string Time = "Edm.DateTime";

    /// <summary>Writes a value whose type is only known at run time.</summary>
    /// <exception cref="NotSupportedException">Tables cannot hold a value of that type.</exception>
    public static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text: writer.WriteString(name, text); break;
            case bool truth: writer.WriteBoolean(name, truth); break;
            case int number: writer.WriteNumber(name, number); break;
            case long number: Write(writer, name, number); break;
            case double number: Write(writer, name, number); break;
            case float number: Write(writer, name, (double)number); break;
            case Guid guid: Write(writer, name, guid); break;
            case DateTimeOffset time: Write(writer, name, time.UtcDateTime); break;
            case DateTime time: Write(writer, name, time); break;
            case byte[] bytes: Write(writer, name, (ReadOnlySpan<byte>)bytes); break;
            case BinaryData data: Write(writer, name, data.ToMemory().Span); break;
            case Enum: throw new NotSupportedException($"The property '{name}' is an enum; only classes that implement {nameof(ITableEntity)} can hold enums.");
            default: throw new NotSupportedException($"The property '{name}' is of type {value.GetType()}, which tables cannot hold.");
        }
    }

    public static void Write(Utf8JsonWriter writer, string name, long value)
    {
        Annotate(writer, name, Int64);
        Span<char> text = stackalloc char[20];
        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    public static void Write(Utf8JsonWriter writer, string name, double value)
    {
        Annotate(writer, name, Double);
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    public static void Write(Utf8JsonWriter writer, string name, Guid value)
    {
        Annotate(writer, name, Guid);
        writer.WriteString(name, value);
    }

    /// <exception cref="NotSupportedException">The time is not in UTC, and the service keeps no offset.</exception>
    public static void Write(Utf8JsonWriter writer, string name, DateTime value)
    {
        if (value.Kind != DateTimeKind.Utc)
            throw new NotSupportedException($"The DateTime in the property '{name}' is of the kind {value.Kind}. Tables hold UTC only: convert it, or mark it with DateTime.SpecifyKind.");
        Annotate(writer, name, Time);
        Span<char> text = stackalloc char[33];
        value.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    public static void Write(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> value)
    {
        Annotate(writer, name, Binary);
        writer.WriteBase64String(name, value);
    }

    private static void Annotate(Utf8JsonWriter writer, string name, string type)
    {
        const int MaxStack = 128;
        var length = name.Length + PropertyNames.TypeSuffix.Length;
        var annotation = length <= MaxStack ? stackalloc char[length] : new char[length];
        name.CopyTo(annotation);
        PropertyNames.TypeSuffix.CopyTo(annotation[name.Length..]);
        writer.WriteString(annotation, type);
    }
}
