using System.Text;
using System.Text.Json;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>Reads an agent's whole answer: JSON in any form that holds a text, or the text itself.</summary>
internal static class AgentAnswer
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    public static Result<InvokeOutput> Read(ReadOnlyMemory<byte> body)
    {
        body = WholeCharacters.Of(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return new InvokeOutput { Text = Encoding.UTF8.GetString(body.Span) };
        }

        using (document)
        {
            var root = document.RootElement;
            if (AgentFailures.OfBody(root) is { } failure)
            {
                return failure;
            }

            var tally = new UsageTally();
            tally.Read(root);
            var usage = tally.Total;
            var text = AnswerText.Of(root);
            return new InvokeOutput
            {
                Text = text ?? AnswerText.OfState(root) ?? root.GetRawText(),
                Messages = Messages(root),
                Data = Data(root, text),
                Usage = usage?.Usage,
                Counters = usage?.Counters,
            };
        }
    }

    /// <summary>The transcript, when the answer brings one in the platform's form.</summary>
    public static IReadOnlyList<Message>? Messages(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var array) || array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var messages = new List<Message>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String || !Roles.Contains(role.GetString(), StringComparer.Ordinal)
                || !item.TryGetProperty("content", out var content) || AnswerText.Of(content) is not { } text)
            {
                return null;
            }

            messages.Add(new Message { Role = role.GetString()!, Content = text });
        }

        return messages;
    }

    // Structured data is a member of its own, or the whole of an answer in which there is no text.
    private static JsonElement? Data(JsonElement root, string? text)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return data.Clone();
        }

        return text is null ? root.Clone() : null;
    }
}
