using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Webhost.Functions.Http;

/// <summary>Writes server-sent events as they come, and a comment when there is nothing to say, so that no proxy drops the connection.</summary>
internal sealed class EventStream
{
    private static readonly byte[] Heartbeat = ": heartbeat\n\n"u8.ToArray();

    private readonly HttpResponse response;

    private EventStream(HttpResponse response) => this.response = response;

    /// <summary>Opens a stream: from here on the status can't change.</summary>
    public static async Task<EventStream> OpenAsync(HttpContext context)
    {
        var answer = context.Response;
        answer.StatusCode = StatusCodes.Status200OK;
        answer.ContentType = "text/event-stream; charset=utf-8";
        answer.Headers.CacheControl = "no-store, no-transform";
        answer.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await answer.StartAsync(context.RequestAborted);
        return new EventStream(answer);
    }

    /// <summary>Writes one event and hands it to the network.</summary>
    public async Task WriteAsync<T>(string name, T data, string? id = null)
    {
        var writer = response.BodyWriter;
        if (id is not null)
        {
            Write(writer, $"id: {id}\n");
        }

        Write(writer, $"event: {name}\ndata: ");
        using (var json = new Utf8JsonWriter(writer))
        {
            JsonSerializer.Serialize(json, data, ApiJson.TypeInfo<T>());
        }

        writer.Write("\n\n"u8);
        await writer.FlushAsync(response.HttpContext.RequestAborted);
    }

    /// <summary>Writes a comment that keeps the connection alive.</summary>
    public async Task BeatAsync() => await response.BodyWriter.WriteAsync(Heartbeat, response.HttpContext.RequestAborted);

    private static void Write(IBufferWriter<byte> writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}
