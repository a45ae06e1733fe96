using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>The resource object that a request sends. What is wrong with its values is collected, so that all of it is answered at once.</summary>
internal sealed class Body
{
    private readonly JsonObject _attributes;
    private readonly JsonObject _relationships;
    private readonly List<Problem> _problems = [];

    private Body(JsonObject attributes, JsonObject relationships) => (_attributes, _relationships) = (attributes, relationships);

    /// <summary>What is wrong with the values that were read so far; null when nothing is.</summary>
    public Refusal? Refusal => _problems.Count > 0 ? new Refusal(StatusCodes.Status422UnprocessableEntity, _problems) : null;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The type that the object must have.</param>
    /// <param name="id">The id that it must have; null for a new one.</param>
    public static async Task<Outcome<Body>> ReadAsync(HttpRequest request, string type, string? id = null)
    {
        JsonNode? root;
        try
        {
            root = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return Refusal.Body("Invalid JSON.", "");
        }

        if ((root as JsonObject)?["data"] is not JsonObject data)
            return Refusal.Body("The member data is required.", "/");
        if (Text(data["type"]) is not { } given)
            return Refusal.Body("The member type is required.");
        if (!string.Equals(given, type, StringComparison.Ordinal))
            return new Refusal(StatusCodes.Status409Conflict, [new Problem($"Resource type {given} is not supported by this endpoint.", "/data/type")]);
        if (id is not null && Text(data["id"]) is not { } same)
            return Refusal.Body("The member id is required.");
        if (id is not null && !string.Equals(Text(data["id"]), id, StringComparison.Ordinal))
            return new Refusal(StatusCodes.Status409Conflict, [new Problem($"Resource id {Text(data["id"])} is not supported by this endpoint.", "/data/id")]);
        return new Body(data["attributes"] as JsonObject ?? [], data["relationships"] as JsonObject ?? []);
    }

    /// <summary>Whether an attribute was sent, be it as null.</summary>
    public bool Has(string name) => _attributes.ContainsKey(name);

    /// <summary>An attribute that is an object; empty when it is missing.</summary>
    public JsonObject Object(string name)
    {
        if (_attributes[name] is JsonObject value)
            return value;
        // An empty object is an empty list in the language that the service is written in.
        if (_attributes[name] is not (null or JsonArray { Count: 0 }))
            Add($"The {Words(name)} must be an object.", name);
        return [];
    }

    public string? Text(string name, int longest = 255)
    {
        var value = _attributes[name];
        if (value is null || (Text(value) is { } text && text.Length <= longest))
            return value is null ? null : Text(value);
        Add($"The {Words(name)} must be a string of at most {longest.ToString(CultureInfo.InvariantCulture)} characters.", name);
        return null;
    }

    public string? RequiredText(string name, int longest = 255)
    {
        var before = _problems.Count;
        if (Text(name, longest) is { Length: > 0 } text)
            return text;
        if (_problems.Count == before)
            Add($"The {Words(name)} field is required.", name);
        return null;
    }

    public long? Whole(string name, long least, long most = int.MaxValue)
    {
        var value = _attributes[name];
        if (value is null || Number(value) is { } number && number >= least && number <= most)
            return value is null ? null : Number(value);
        Add($"The {Words(name)} must be a whole number of at least {least.ToString(CultureInfo.InvariantCulture)}{(most < int.MaxValue ? $" and at most {most.ToString(CultureInfo.InvariantCulture)}" : "")}.", name);
        return null;
    }

    public bool? Flag(string name)
    {
        if (_attributes[name] is not { } value)
            return null;
        if (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return value.GetValue<bool>();
        Add($"The {Words(name)} field must be true or false.", name);
        return null;
    }

    public DateTimeOffset? Time(string name) => Time(_attributes[name], name);

    /// <summary>A time in an attribute, or deeper in it.</summary>
    public DateTimeOffset? Time(JsonNode? value, string path)
    {
        if (value is null)
            return null;
        if (Text(value) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        Add($"The {Words(path)} is not a valid date.", path);
        return null;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (_attributes[name] is JsonArray { Count: > 0 } list && list.All(item => item is not null && Text(item) is not null))
            return [.. list.Select(item => Text(item)!)];
        Add($"The {Words(name)} field is required.", name);
        return [];
    }

    /// <summary>The id that a relationship names; null, with the problem noted, when it is missing.</summary>
    public string? Related(string relation, string type)
    {
        if (_relationships[relation] is JsonObject relationship && relationship["data"] is JsonObject linked
            && string.Equals(Text(linked["type"]), type, StringComparison.Ordinal) && Text(linked["id"]) is { } id)
        {
            return id;
        }

        _problems.Add(new Problem($"The {Words(relation)} field is required.", $"/data/relationships/{relation}"));
        return null;
    }

    /// <summary>Notes a value that is wrong.</summary>
    public void Add(string detail, string attribute) => _problems.Add(new Problem(detail, $"/data/attributes/{attribute}"));

    public static string? Text(JsonNode? value) => value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? Number(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.Number && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Words(string name) => name.Replace('_', ' ').Replace('/', '.');
}
