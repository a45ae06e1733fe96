using System.Text.Json;
using System.Text.Json.Nodes;

namespace Webhost.Billing.LemonSqueezy.Webhooks;

/// <summary>What is kept of a webhook's body: enough to read the event again, without people's names, addresses and cards, and without signed links.</summary>
internal static class EventDocument
{
    private static readonly string[] Removed = ["user_name", "user_email", "card_brand", "card_last_four", "urls", "identifier"];
    private static readonly string[] KeptOfMeta = ["event_name", "test_mode", "custom_data"];

    /// <summary>The document of an event.</summary>
    public static string Of(string name, JsonElement meta, JsonElement data)
    {
        var keptMeta = new JsonObject();
        foreach (var key in KeptOfMeta)
        {
            if (meta.TryGetProperty(key, out var value))
            {
                keptMeta[key] = JsonNode.Parse(value.GetRawText());
            }
        }

        return new JsonObject { ["meta"] = keptMeta, ["data"] = DataOf(name, data) }.ToJsonString();
    }

    private static JsonObject DataOf(string name, JsonElement data)
    {
        var kept = new JsonObject();
        if (data.ValueKind != JsonValueKind.Object)
        {
            return kept;
        }

        foreach (var member in data.EnumerateObject().Where(member => member.Name is "type" or "id" || (member.Name is "attributes" && IsOurs(name))))
        {
            kept[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        if (kept["attributes"] is JsonObject attributes)
        {
            foreach (var key in attributes.Select(pair => pair.Key).Where(key => Removed.Contains(key, StringComparer.Ordinal) || key.EndsWith("_formatted", StringComparison.Ordinal)).ToArray())
            {
                attributes.Remove(key);
            }
        }

        return kept;
    }

    // Other objects, such as license keys, may hold secrets.
    private static bool IsOurs(string name) => name.StartsWith("subscription_", StringComparison.Ordinal) || name.StartsWith("order_", StringComparison.Ordinal);
}
