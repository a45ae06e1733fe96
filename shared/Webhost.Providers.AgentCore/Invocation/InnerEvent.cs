using System.Text.Json;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>A model's event inside an event of a framework's: of Strands, which puts Bedrock's or its own into one, and into one more each where several agents are at work.</summary>
internal static class InnerEvent
{
    private const int MaximumDepth = 8;

    /// <summary>The innermost event; null when there is none inside.</summary>
    public static JsonElement? Of(JsonElement root)
    {
        JsonElement? found = null;
        for (var depth = 0; depth < MaximumDepth && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("event", out root) && root.ValueKind == JsonValueKind.Object; depth++)
        {
            found = root;
        }

        return found;
    }
}
