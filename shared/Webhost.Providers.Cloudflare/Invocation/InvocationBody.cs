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
        InvokeInputJson.Write(writer, input, stream, timeout);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
