using System.Text.Json;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>Members of what an agent sends, which may be anything.</summary>
internal static class TextMember
{
    /// <summary>The text of a member; null when there is none, or no object.</summary>
    public static string? Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
