using System.Text.Json;

namespace Amazon.RestJson;

/// <summary>Writes members that are set and leaves out those that aren't; reads members that are there, of whatever else there may be.</summary>
internal static class JsonMembers
{
    public static void Text(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void Number(this Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Flag(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public static void Texts(this Utf8JsonWriter writer, string name, List<string>? values)
    {
        if (values is not null)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    public static void Map(this Utf8JsonWriter writer, string name, Dictionary<string, string>? values)
    {
        if (values is not null)
        {
            writer.WriteStartObject(name);
            foreach (var (key, value) in values)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }
    }

    public static void Object<T>(this Utf8JsonWriter writer, string name, T? value, Action<T, Utf8JsonWriter> write)
        where T : class
    {
        if (value is not null)
        {
            writer.WriteStartObject(name);
            write(value, writer);
            writer.WriteEndObject();
        }
    }

    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Number(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static bool? Flag(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static T? Object<T>(this JsonElement element, string name, Func<JsonElement, T> read)
        where T : class => element.Member(name) is { ValueKind: JsonValueKind.Object } value ? read(value) : null;

    public static List<T>? List<T>(this JsonElement element, string name, Func<JsonElement, T> read) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray().Select(read)] : null;

    public static Dictionary<string, string>? Map(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Object } value
        ? value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal)
        : null;

    private static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
