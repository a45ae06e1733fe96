using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Writes what the agent is sent as the body of <c>POST /invocations</c>. <c>prompt</c> is what AgentCore's own examples read; <c>input</c> and <c>messages</c> are the platform's.
/// </summary>
internal static class InvocationPayload
{
    public static MemoryStream Write(InvokeInput input, bool stream)
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("prompt"u8, input.Messages.LastOrDefault(message => message.Role is "user")?.Content ?? input.Messages[^1].Content);
            InvokeInputJson.Write(writer, input, stream, input.Timeout);
            writer.WriteEndObject();
        }

        body.Position = 0;
        return body;
    }
}
