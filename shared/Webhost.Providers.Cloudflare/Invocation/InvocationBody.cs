using System.Buffers;
using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Writes the body of <c>POST /__webhost/invoke</c>.</summary>
internal static class InvocationBody
{
    public static ReadOnlyMemory<byte> Write(InvokeInput input, bool stream, TimeSpan timeout)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("invocationId"u8, input.InvocationId);
        writer.WriteString("agentId"u8, input.Agent.AgentId);
        writer.WriteString("deploymentId"u8, input.DeploymentId);
        writer.WriteString("sessionId"u8, input.SessionId);
        writer.WriteString("traceId"u8, input.TraceId);
        writer.WriteStartArray("messages"u8);
        foreach (var message in input.Messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role);
            writer.WriteString("content"u8, message.Content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (input.Options is not null)
        {
            writer.WritePropertyName("options"u8);
            JsonSerializer.Serialize(writer, input.Options, ShimJson.Default.InvokeOptions);
        }

        if (input.Metadata is { ValueKind: JsonValueKind.Object } metadata)
        {
            writer.WritePropertyName("metadata"u8);
            metadata.WriteTo(writer);
        }

        writer.WriteBoolean("stream"u8, stream);
        writer.WriteNumber("timeoutMs"u8, (long)timeout.TotalMilliseconds);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
