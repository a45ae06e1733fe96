using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Reads values that the reader stands on.</summary>
internal static class EdmReader
{
    /// <summary>Reads a value of no known class: by its annotation, else by its JSON type.</summary>
    public static object? Read(ref Utf8JsonReader reader, string? type)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return Convert(ref reader, type);
            case JsonTokenType.Number when type is not EdmWriter.Double && reader.TryGetInt32(out var number):
                return type is EdmWriter.Int64 ? (object)(long)number : number;
            case JsonTokenType.Number when type is not EdmWriter.Double && reader.TryGetInt64(out var number):
                return number;
            case JsonTokenType.Number:
                return reader.GetDouble();
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Applies an annotation that came after its value.</summary>
    public static object? Convert(object? value, string? type) => (type, value) switch
    {
        (EdmWriter.Binary, string text) => System.Convert.FromBase64String(text),
        (EdmWriter.Int64, string text) => long.Parse(text, CultureInfo.InvariantCulture),
        (EdmWriter.Int64, int number) => (long)number,
        (EdmWriter.Double, string text) => double.Parse(text, CultureInfo.InvariantCulture),
        (EdmWriter.Double, int number) => (double)number,
        (EdmWriter.Double, long number) => (double)number,
        (EdmWriter.Guid, string text) => System.Guid.Parse(text),
        (EdmWriter.Time, string text) => ParseTime(text),
        _ => value,
    };

    public static DateTimeOffset Time(ref Utf8JsonReader reader) =>
        reader.TryGetDateTimeOffset(out var time) ? time.ToUniversalTime() : ParseTime(reader.GetString()!);

    public static Guid Guid(ref Utf8JsonReader reader) => reader.TryGetGuid(out var guid) ? guid : System.Guid.Parse(reader.GetString()!);

    public static long Int64(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

    public static double Double(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

    private static object? Convert(ref Utf8JsonReader reader, string? type) => type switch
    {
        null => reader.GetString(),
        EdmWriter.Int64 => Int64(ref reader),
        EdmWriter.Double => Double(ref reader),
        EdmWriter.Time => Time(ref reader),
        EdmWriter.Guid => Guid(ref reader),
        EdmWriter.Binary => reader.GetBytesFromBase64(),
        _ => reader.GetString(),
    };

    private static DateTimeOffset ParseTime(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
