using System.Text.Json;

namespace Webhost.Core.Telemetry;

/// <summary>Says of an event that can't be read what is wrong with it.</summary>
internal static class Malformation
{
    private static readonly HashSet<string> Quantities = new(StringComparer.OrdinalIgnoreCase)
    {
        "requests", "llmTokens", "inputTokens", "outputTokens", "computeMs", "toolCalls", "errors", "costUsd", "durableObjectOps", "workersAICalls", "sessionDurationMs", "toolInvocations", "browserInteractions",
    };

    /// <summary>The event as a whole has not the form of one.</summary>
    public static readonly Refusal Unknown = new(RefusalReason.Malformed, "It is not a well-formed event.");

    /// <summary>The first quantity that is none, or that the event as a whole has not the form of one.</summary>
    public static Refusal Of(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in item.EnumerateObject())
            {
                if ((member.Value.ValueKind == JsonValueKind.Object ? FirstOf(member.Value) : Quantity(member)) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return Unknown;
    }

    private static Refusal? FirstOf(JsonElement counters) => counters.EnumerateObject().Select(Quantity).FirstOrDefault(refusal => refusal is not null);

    private static Refusal? Quantity(JsonProperty member)
    {
        if (!Quantities.Contains(member.Name) || member.Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        if (member.Value.ValueKind != JsonValueKind.Number)
        {
            return new Refusal(RefusalReason.NotANumber, $"{member.Name}: it is not a number.");
        }

        return member.Value.TryGetInt64(out _) || string.Equals(member.Name, "costUsd", StringComparison.OrdinalIgnoreCase)
            ? null
            : Math.Abs(member.Value.GetDouble()) < long.MaxValue
                ? new Refusal(RefusalReason.Malformed, $"{member.Name}: it is not a whole number.")
                : new Refusal(RefusalReason.Overflow, $"{member.Name}: it is impossibly large.");
    }
}
