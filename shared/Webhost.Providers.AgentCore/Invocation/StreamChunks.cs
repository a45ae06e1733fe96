using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Finds texts and usage in the events of a stream. Frameworks send the same text in several forms one after the other (Strands as <c>data</c> and inside <c>event</c>, and the
/// whole at the end): the form that comes first is the one that counts.
/// </summary>
internal sealed class StreamChunks
{
    private const int MaximumDepth = 8;
    private const string PrintedStart = "{'init_event_loop': True";

    // What Bedrock's events are called, and those of Strands that come before the first of them.
    private static readonly string[] Bedrock = ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata", "redactContent"];
    private static readonly string[] Strands = ["init_event_loop", "start_event_loop"];

    private string? form;
    private bool printsObjects;

    /// <summary>What the agent said that it used so far; null for nothing.</summary>
    public AgentUsage? Usage { get; private set; }

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
            if (EventOf(root) is { } inner && Array.Exists(Bedrock, name => inner.TryGetProperty(name, out _)))
            {
                printsObjects = true;
                return inner.TryGetProperty("contentBlockDelta", out var block) && block.ValueKind == JsonValueKind.Object && block.TryGetProperty("delta", out var delta) ? Take("event", AnswerText.Of(delta)) : null;
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
            if (form is null or "whole" && AnswerText.Of(root) is { Length: > 0 } whole)
            {
                return Take("whole", whole);
            }
        }

        Unread = form is null && IsTelling(root) ? root.Clone() : Unread;
        return null;
    }

    /// <summary>Takes what an event says that was used.</summary>
    public void ReadUsage(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var usage))
        {
            Usage = UsageReader.Read(usage) ?? Usage;
        }
        else if (EventOf(root) is { } inner && inner.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("usage", out usage) && UsageReader.Read(usage) is { } turn)
        {
            // Each turn with the model tells its own.
            Usage = Usage is null ? turn : turn with
            {
                Usage = turn.Usage with
                {
                    Tokens = Sum(Usage.Usage.Tokens, turn.Usage.Tokens),
                    InputTokens = Sum(Usage.Usage.InputTokens, turn.Usage.InputTokens),
                    OutputTokens = Sum(Usage.Usage.OutputTokens, turn.Usage.OutputTokens),
                },
            };
        }
    }

    private static long? Sum(long? left, long? right) => left is null && right is null ? null : (left ?? 0) + (right ?? 0);

    // Bedrock's event inside an event, which several agents of Strands at work put into one more each.
    private static JsonElement? EventOf(JsonElement root)
    {
        JsonElement? found = null;
        for (var depth = 0; depth < MaximumDepth && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("event", out root) && root.ValueKind == JsonValueKind.Object; depth++)
        {
            found = root;
        }

        return found;
    }

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
