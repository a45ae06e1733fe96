using System.Text.Json;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Adds up what the events of an answer say was used. What a model's own events say is of one turn with it, and each turn tells its own; what an agent says otherwise is of all so far. Where several
/// events tell of the same, the newest says each count that it has: Anthropic tells the input of a turn at its start and the output at its end.
/// </summary>
internal sealed class UsageTally
{
    private AgentUsage? earlier;
    private AgentUsage? turn;
    private string? turnId;

    /// <summary>What was used so far; null when nothing has told.</summary>
    public AgentUsage? Total => AgentUsage.Sum(earlier, turn);

    /// <summary>Takes what an event, or a whole answer, says.</summary>
    public void Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            // Google's ADK answers with the events of a run.
            foreach (var item in root.EnumerateArray().Where(item => Member(item, "usageMetadata") is not null || Member(item, "usage_metadata") is not null))
            {
                Read(item);
            }

            return;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Member(root, "usage") is { } usage)
        {
            switch (TextMember.Of(root, "type"), TextMember.Of(root, "object"))
            {
                case ("message_delta", _):
                    Take(usage);
                    break;
                case (_, "chat.completion.chunk"):
                    TakeOf(TextMember.Of(root, "id"), usage);
                    break;
                default:
                    turn = AgentUsage.Merge(Total, UsageReader.Read(usage));
                    earlier = null;
                    break;
            }
        }
        else if (TextMember.Of(root, "type") is "message_start" && Member(root, "message") is { } message && Member(message, "usage") is { } begun)
        {
            TakeOf(id: null, begun);
        }
        else if (Member(root, "response") is { } response && Member(response, "usage") is { } responded)
        {
            TakeOf(TextMember.Of(response, "id"), responded);
        }
        else if (InnerEvent.Of(root) is { } inner && (Member(inner, "usage") ?? Member(Member(inner, "metadata"), "usage")) is { } measured)
        {
            TakeOf(id: null, measured);
        }
        else if ((Member(root, "usageMetadata") ?? Member(root, "usage_metadata")) is { } metadata && !IsTrue(root, "partial"))
        {
            TakeOf(id: null, metadata);
        }
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    // What has no id begins a turn each time.
    private void TakeOf(string? id, JsonElement usage)
    {
        if (id is null || !string.Equals(id, turnId, StringComparison.Ordinal))
        {
            earlier = Total;
            turn = null;
            turnId = id;
        }

        Take(usage);
    }

    private void Take(JsonElement usage) => turn = AgentUsage.Merge(turn, UsageReader.Read(usage));
}
