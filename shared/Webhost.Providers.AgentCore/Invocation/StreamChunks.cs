using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Finds texts and usage in the events of a stream. Frameworks send the same text in several forms one after the other (Strands as <c>data</c> and inside <c>event</c>, and the
/// whole at the end): the form that comes first is the one that counts.
/// </summary>
internal sealed class StreamChunks
{
    private string? form;

    /// <summary>What the agent said that it used so far; null for nothing.</summary>
    public AgentUsage? Usage { get; private set; }

    /// <summary>The text of an event's data; null when it holds none, or one that was there before in another form.</summary>
    public string? TextOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.String)
        {
            return Take("string", root.GetString());
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        ReadUsage(root);
        if (root.TryGetProperty("event", out var inner) && inner.ValueKind == JsonValueKind.Object)
        {
            return inner.TryGetProperty("contentBlockDelta", out var block) && block.ValueKind == JsonValueKind.Object && block.TryGetProperty("delta", out var delta) ? Take("event", AnswerText.Of(delta)) : null;
        }

        foreach (var name in (ReadOnlySpan<string>)["data", "delta", "text", "chunk", "token"])
        {
            if (root.TryGetProperty(name, out var value) && AnswerText.Of(value) is { } text)
            {
                return Take(name, text);
            }
        }

        // A whole answer, or message, at the end of others or in their place.
        return form is null or "whole" && AnswerText.Of(root) is { Length: > 0 } whole ? Take("whole", whole) : null;
    }

    /// <summary>Takes what an event says that was used.</summary>
    public void ReadUsage(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var usage))
        {
            Usage = UsageReader.Read(usage) ?? Usage;
        }
        else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("event", out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("usage", out usage) && UsageReader.Read(usage) is { } turn)
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

    private string? Take(string name, string? text)
    {
        form ??= text is { Length: > 0 } ? name : null;
        return string.Equals(form, name, StringComparison.Ordinal) && text is { Length: > 0 } ? text : null;
    }
}
