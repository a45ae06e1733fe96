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
            writer.WriteStartArray("messages"u8);
            foreach (var message in input.Messages)
            {
                writer.WriteStartObject();
                writer.WriteString("role"u8, message.Role);
                writer.WriteString("content"u8, message.Content);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("invocationId"u8, input.InvocationId);
            writer.WriteString("agentId"u8, input.Agent.AgentId);
            writer.WriteString("deploymentId"u8, input.DeploymentId);
            writer.WriteString("sessionId"u8, input.SessionId);
            writer.WriteString("traceId"u8, input.TraceId);
            if (input.Options is not null)
            {
                writer.WritePropertyName("options"u8);
                JsonSerializer.Serialize(writer, input.Options, InvocationJson.Default.InvokeOptions);
            }

            if (input.Metadata is { ValueKind: JsonValueKind.Object } metadata)
            {
                writer.WritePropertyName("metadata"u8);
                metadata.WriteTo(writer);
            }

            writer.WriteBoolean("stream"u8, stream);
            writer.WriteNumber("timeoutMs"u8, (long)input.Timeout.TotalMilliseconds);
            writer.WriteEndObject();
        }

        body.Position = 0;
        return body;
    }
}
