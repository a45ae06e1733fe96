using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.AgentCore.Http;

/// <summary>The members of a request's JSON, checked as they are read.</summary>
internal sealed class JsonBody(JsonObject members)
{
    private const double LatestTime = 253_402_300_799;

    public static async Task<JsonBody> ReadAsync(HttpRequest request)
    {
        try
        {
            if (await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) is JsonObject members)
                return new JsonBody(members);
        }
        catch (JsonException)
        {
            throw new AwsException(400, "SerializationException", "The body is not JSON.");
        }

        throw new AwsException(400, "SerializationException", "The body is not a JSON object.");
    }

    public string? Text(string name, int longest = 4096) => members[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length <= longest => text,
        _ => throw AwsException.Validation(name, $"{name} must be a text of at most {longest} characters."),
    };

    public string Required(string name, int longest = 4096) =>
        Text(name, longest) is { Length: > 0 } text ? text : throw AwsException.Validation(name, $"{name} is missing.");

    public int? Number(string name, int least, int most) => members[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) && number >= least && number <= most => number,
        _ => throw AwsException.Validation(name, $"{name} must be a whole number from {least} to {most}."),
    };

    public bool? Flag(string name) => members[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw AwsException.Validation(name, $"{name} must be true or false."),
    };

    public JsonBody? Object(string name) => members[name] switch
    {
        null => null,
        JsonObject value => new JsonBody(value),
        _ => throw AwsException.Validation(name, $"{name} must be an object."),
    };

    /// <summary>A list of objects; an empty one when it is not there.</summary>
    public IReadOnlyList<JsonBody> Objects(string name) => members[name] switch
    {
        null => [],
        JsonArray values when values.All(value => value is JsonObject) => [.. values.Select(value => new JsonBody((JsonObject)value!))],
        _ => throw AwsException.Validation(name, $"{name} must be a list of objects."),
    };

    /// <summary>A time in seconds since 1970.</summary>
    public DateTimeOffset? Time(string name) => members[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<double>(out var seconds) && seconds >= 0 && seconds <= LatestTime => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)),
        _ => throw AwsException.Validation(name, $"{name} must be a time in seconds since 1970."),
    };

    public IReadOnlyList<string>? Texts(string name) => members[name] switch
    {
        null => null,
        JsonArray values when values.All(value => value is JsonValue text && text.TryGetValue<string>(out _)) => [.. values.Select(value => value!.GetValue<string>())],
        _ => throw AwsException.Validation(name, $"{name} must be a list of texts."),
    };

    public IReadOnlyDictionary<string, string>? Map(string name) => members[name] switch
    {
        null => null,
        JsonObject values when values.All(pair => pair.Value is JsonValue text && text.TryGetValue<string>(out _)) =>
            values.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
        _ => throw AwsException.Validation(name, $"{name} must hold texts."),
    };

    /// <summary>A copy of some members as they came.</summary>
    public JsonObject Copy(IEnumerable<string> names)
    {
        var copy = new JsonObject();
        foreach (var name in names)
        {
            if (members[name] is { } value)
                copy[name] = value.DeepClone();
        }

        return copy;
    }
}
