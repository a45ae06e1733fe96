using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Writes what the agent is sent as the body of <c>POST /invocations</c>. <c>prompt</c> is what AgentCore's own examples read, <c>message</c> what those of its SDK for TypeScript do, and
/// <c>input</c>, with both the prompt and the messages in it, what those for FastAPI ask for; the rest is the platform's.
/// </summary>
internal static class InvocationPayload
{
    public static MemoryStream Write(InvokeInput input, bool stream)
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            var prompt = input.Messages.LastOrDefault(message => message.Role is "user")?.Content ?? input.Messages[^1].Content;
            writer.WriteString("prompt"u8, prompt);
            writer.WriteString("message"u8, prompt);
            writer.WriteStartObject("input"u8);
            writer.WriteString("prompt"u8, prompt);
            InvokeInputJson.WriteMessages(writer, input);
            writer.WriteEndObject();
            InvokeInputJson.Write(writer, input, stream, input.Timeout);
            writer.WriteEndObject();
        }

        body.Position = 0;
        return body;
    }
}
