using System.Runtime.InteropServices;
using System.Text.Json;
using Webhost.Contracts.Json;

namespace Webhost.Core.Providers;

/// <summary>The canonical request as a runtime's workload is sent it, whatever else its adapter puts around it.</summary>
public static class InvokeInputJson
{
    /// <summary>Whether metadata can be handed on: a text in it may hold half a character, which shows only when it is read.</summary>
    public static bool CanWrite(JsonElement metadata)
    {
        var text = JsonMarshal.GetRawUtf8Value(metadata);
        if (text.IndexOf("\\ud"u8) < 0 && text.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        using var nowhere = new Utf8JsonWriter(Stream.Null);
        try
        {
            metadata.WriteTo(nowhere);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Writes the members into the object that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">The invocation.</param>
    /// <param name="stream">Whether the answer is wanted as it comes.</param>
    /// <param name="timeout">How long the workload may take.</param>
    public static void Write(Utf8JsonWriter writer, InvokeInput input, bool stream, TimeSpan timeout)
    {
        writer.WriteString("invocationId"u8, input.InvocationId);
        writer.WriteString("agentId"u8, input.Agent.AgentId);
        writer.WriteString("deploymentId"u8, input.DeploymentId);
        writer.WriteString("sessionId"u8, input.SessionId);
        writer.WriteString("traceId"u8, input.TraceId);
        WriteMessages(writer, input);
        if (input.Options is not null)
        {
            writer.WritePropertyName("options"u8);
            JsonSerializer.Serialize(writer, input.Options, ApiJsonContext.Default.InvokeOptions);
        }

        if (input.Metadata is { ValueKind: JsonValueKind.Object } metadata)
        {
            writer.WritePropertyName("metadata"u8);
            metadata.WriteTo(writer);
        }

        writer.WriteBoolean("stream"u8, stream);
        writer.WriteNumber("timeoutMs"u8, (long)timeout.TotalMilliseconds);
    }

    /// <summary>Writes the conversation, as the member <c>messages</c> of the object that is open.</summary>
    public static void WriteMessages(Utf8JsonWriter writer, InvokeInput input)
    {
        writer.WriteStartArray("messages"u8);
        foreach (var message in input.Messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role);
            writer.WriteString("content"u8, message.Content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
