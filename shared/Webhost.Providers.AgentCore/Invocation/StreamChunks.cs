using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Finds texts and usage in the events of a stream. Frameworks send the same text in several forms one after the other (Strands as <c>data</c> and inside <c>event</c>, and the
/// whole at the end): the form that comes first is the one that counts.
/// </summary>
internal sealed class StreamChunks
{
    // What the events of OpenAI's are called: of its chats, and how those of its Responses begin.
    private const string Chunk = "chat.completion.chunk";
    private const string Responses = "response.";
    private const string PrintedStart = "{'init_event_loop': True";

    // What Bedrock's events are called, and those of Strands that come before the first of them.
    private static readonly string[] Bedrock = ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata", "redactContent"];
    private static readonly string[] Strands = ["init_event_loop", "start_event_loop"];

    // Those of Strands for TypeScript that hold what a tool said.
    private static readonly string[] StrandsTools = ["beforeToolCallEvent", "toolStreamUpdateEvent", "toolResultEvent", "afterToolCallEvent"];

    private readonly UsageTally tally = new();
    private string? form;
    private bool printsObjects;

    /// <summary>What the agent said that it used so far; null for nothing.</summary>
    public AgentUsage? Usage => tally.Total;

    /// <summary>The newest event in which no text was found, as long as there was none in any; null for none.</summary>
    public JsonElement? Unread { get; private set; }

    /// <summary>The text of an event's data; null when it holds none, or one that was there before in another form.</summary>
    public string? TextOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.String)
        {
            return IsPrinted(root.GetString()!) ? null : Take("string", root.GetString());
        }

        if (PieceOfGraph(root) is { } piece)
        {
            return Take("graph", AnswerText.Of(piece));
        }

        if (root.ValueKind == JsonValueKind.Object)
        {
            ReadUsage(root);
            if (IsOfModel(root, out var ofModel))
            {
                return ofModel;
            }

            printsObjects |= Array.Exists(Strands, name => root.TryGetProperty(name, out _));
            foreach (var name in (ReadOnlySpan<string>)["data", "delta", "text", "chunk", "token"])
            {
                if (root.TryGetProperty(name, out var value) && AnswerText.Of(value) is { } text)
                {
                    return Take(name, text);
                }
            }

            // A whole answer, or message, at the end of others or in their place.
            if (form is null or "whole" && !Array.Exists(StrandsTools, name => TypeOf(root) == name) && AnswerText.Of(root) is { Length: > 0 } whole)
            {
                return Take("whole", whole);
            }
        }

        Unread = form is null && IsTelling(root) ? root.Clone() : Unread;
        return null;
    }

    /// <summary>Takes what an event says that was used.</summary>
    public void ReadUsage(JsonElement root) => tally.Read(root);

    // Whether the event is one of a model's own that have a form of their own; then with the text in it.
    private bool IsOfModel(JsonElement root, out string? text)
    {
        text = null;
        if (TextMember.Of(root, "object") is Chunk)
        {
            text = Take("choices", AnswerText.OfChoices(root));
            return true;
        }

        if (TypeOf(root) is { } type && type.StartsWith(Responses, StringComparison.Ordinal))
        {
            text = type switch
            {
                "response.output_text.delta" or "response.refusal.delta" when root.TryGetProperty("delta", out var delta) => Take("response", AnswerText.Of(delta)),
                "response.completed" or "response.incomplete" when form is null => Take("response", AnswerText.Of(root)),
                _ => null,
            };
            return true;
        }

        if (InnerEvent.Of(root) is { } inner)
        {
            if (Array.Exists(Bedrock, name => inner.TryGetProperty(name, out _)))
            {
                printsObjects = true;
                text = inner.TryGetProperty("contentBlockDelta", out var block) && block.ValueKind == JsonValueKind.Object && block.TryGetProperty("delta", out var delta) ? Take("event", AnswerText.Of(delta)) : null;
                return true;
            }

            if (TypeOf(inner) is { } innerType && innerType.StartsWith("model", StringComparison.Ordinal) && innerType.EndsWith("Event", StringComparison.Ordinal))
            {
                text = inner.TryGetProperty("delta", out var delta) && TypeOf(delta) is "textDelta" ? Take("event", AnswerText.Of(delta)) : null;
                return true;
            }
        }

        if (root.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty("parts", out _))
        {
            // Pieces, and after them the whole of what they were pieces of.
            text = Take(root.TryGetProperty("partial", out var partial) && partial.ValueKind == JsonValueKind.True ? "partial" : "parts", AnswerText.Of(content));
            return text is not null || form is not null;
        }

        return false;
    }

    private static string? TypeOf(JsonElement element) => TextMember.Of(element, "type");

    // LangGraph's stream of messages: a piece of the model's, and what the graph knows of it.
    private static JsonElement? PieceOfGraph(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 2 && root[0] is { ValueKind: JsonValueKind.Object } piece && piece.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String && type.ValueEquals("AIMessageChunk") ? piece : null;

    private static bool IsTelling(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.GetArrayLength() > 0,
        JsonValueKind.Object => root.EnumerateObject().Any(member => member.Name is not ("usage" or "type")),
        _ => false,
    };

    // The official SDK for Python sends an object that JSON has no form for, as Strands' own are that hold the agent, as Python prints it.
    private bool IsPrinted(string text) =>
        form is null && text.StartsWith("{'", StringComparison.Ordinal) && (printsObjects |= text.StartsWith(PrintedStart, StringComparison.Ordinal));

    private string? Take(string name, string? text)
    {
        form ??= text is { Length: > 0 } ? name : null;
        return string.Equals(form, name, StringComparison.Ordinal) && text is { Length: > 0 } ? text : null;
    }
}
