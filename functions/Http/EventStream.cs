using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Writes server-sent events as they come, and a comment when there is nothing to say, so that no proxy drops the connection.</summary>
internal sealed class EventStream
{
    /// <summary>The header with the id of the event after which a stream is resumed.</summary>
    public const string ResumeHeader = "Last-Event-ID";

    /// <summary>The media type of event streams.</summary>
    public const string MediaType = "text/event-stream";

    private const int MostHeldBytes = 16 * 1024;

    private readonly HttpResponse response;
    private readonly TimeProvider time;
    private readonly Utf8JsonWriter json;
    private long heldBytes;
    private long flushedAt;

    private EventStream(HttpResponse response, TimeProvider time)
    {
        this.response = response;
        this.time = time;
        flushedAt = time.GetTimestamp();
        json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = ApiJson.SchemaOptions.Encoder });
    }

    /// <summary>The failure for a <see cref="ResumeHeader"/> that names no event.</summary>
    public static Failure WrongResume() => Failure.Invalid.At(ResumeHeader, "Give the id of the last event that was received.");

    /// <summary>Opens a stream: from here on the status can't change.</summary>
    public static async Task<EventStream> OpenAsync(HttpContext context, TimeProvider time)
    {
        var answer = context.Response;
        answer.StatusCode = StatusCodes.Status200OK;
        answer.ContentType = $"{MediaType}; charset=utf-8";
        answer.Headers.CacheControl = "no-store, no-transform";
        answer.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await answer.StartAsync(context.RequestAborted);
        return new EventStream(answer, time);
    }

    /// <summary>Writes one event and hands it to the network.</summary>
    public async Task WriteAsync<T>(string name, T data, string? id = null)
    {
        Write(name, data, id);
        await FlushAsync();
    }

    /// <summary>Writes the event that ends a stream before its time.</summary>
    public Task FailAsync(Failure failure) => WriteAsync("error", Api.Envelope(failure, Api.TraceId));

    /// <summary>Writes one event that waits to be flushed, for a caller who may have more at once; not for long, when a lot waits.</summary>
    public ValueTask HoldAsync<T>(string name, T data)
    {
        Write(name, data, id: null);
        return heldBytes < MostHeldBytes ? ValueTask.CompletedTask : FlushAsync();
    }

    /// <summary>Hands what was written to the network.</summary>
    public async ValueTask FlushAsync()
    {
        heldBytes = 0;
        flushedAt = time.GetTimestamp();
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    /// <summary>Writes a comment that keeps the connection alive.</summary>
    public ValueTask BeatAsync()
    {
        response.BodyWriter.Write(": heartbeat\n\n"u8);
        return FlushAsync();
    }

    /// <summary>Does so when nothing was written for so long.</summary>
    public ValueTask BeatAfterAsync(TimeSpan silence) => time.GetElapsedTime(flushedAt) > silence ? BeatAsync() : ValueTask.CompletedTask;

    private void Write<T>(string name, T data, string? id)
    {
        var writer = response.BodyWriter;
        if (id is not null)
        {
            writer.Write("id: "u8);
            Encoding.UTF8.GetBytes(id, writer);
            writer.Write("\n"u8);
        }

        writer.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, writer);
        writer.Write("\ndata: "u8);
        JsonSerializer.Serialize(json, data, ApiJson.TypeInfo<T>());
        json.Flush();
        heldBytes += json.BytesCommitted;
        json.Reset();
        writer.Write("\n\n"u8);
    }
}
