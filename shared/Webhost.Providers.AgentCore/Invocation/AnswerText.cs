using System.Text.Json;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>Finds the text in what an agent answers: the platform's own form, or any of those in which frameworks give messages.</summary>
internal static class AnswerText
{
    private const int MaximumDepth = 8;

    // The first that is there holds the text, or that in which it is.
    private static readonly string[] Members = ["text", "output", "result", "response", "answer", "completion", "message", "content", "parts", "delta", "data"];

    /// <summary>The text; null when there is none to be found.</summary>
    public static string? Of(JsonElement element) => Of(element, MaximumDepth);

    /// <summary>The text of the last message in what holds none otherwise, such as the state of a graph or of one of its nodes; null when there is no message either.</summary>
    public static string? OfState(JsonElement element) => OfState(element, MaximumDepth);

    /// <summary>The text of an answer of OpenAI's chats, or of a piece of one: of several the first. Null when there is none.</summary>
    public static string? OfChoices(JsonElement element) => OfChoices(element, MaximumDepth);

    private static string? OfState(JsonElement element, int depth)
    {
        if (depth == 0 || element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return element.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
            ? Of(messages[messages.GetArrayLength() - 1])
            : element.EnumerateObject().Select(member => OfState(member.Value, depth - 1)).LastOrDefault(text => text is not null);
    }

    private static string? Of(JsonElement element, int depth) => element.ValueKind switch
    {
        _ when depth == 0 => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => OfArray(element, depth),
        JsonValueKind.Object => OfObject(element, depth),
        _ => null,
    };

    // A message's content is a list of parts, of which some are text.
    private static string? OfArray(JsonElement element, int depth)
    {
        var parts = element.EnumerateArray().Where(part => part.ValueKind is JsonValueKind.Object or JsonValueKind.String).Select(part => Of(part, depth - 1)).OfType<string>().ToList();
        return parts.Count > 0 ? string.Concat(parts) : null;
    }

    private static string? OfObject(JsonElement element, int depth)
    {
        if (IsNoAnswer(element))
        {
            return null;
        }

        foreach (var member in Members)
        {
            if (element.TryGetProperty(member, out var value) && Of(value, depth - 1) is { } text)
            {
                return text;
            }
        }

        return OfChoices(element, depth);
    }

    private static string? OfChoices(JsonElement element, int depth) =>
        element.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0 && choices[0].ValueKind == JsonValueKind.Object ? Of(choices[0], depth - 1) : null;

    // What the user said, and what the model thought before it answered.
    private static bool IsNoAnswer(JsonElement element) =>
        (element.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8))
        || (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && (type.ValueEquals("reasoning"u8) || type.ValueEquals("thinking"u8)))
        || (element.TryGetProperty("thought", out var thought) && thought.ValueKind == JsonValueKind.True);
}
