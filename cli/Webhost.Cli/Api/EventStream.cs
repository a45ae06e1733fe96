using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Webhost.Cli.Api;

/// <summary>A stream of server-sent events. The server writes something at least every 15 s, so a longer silence is a dead connection.</summary>
internal sealed class EventStream(HttpResponseMessage response, TimeProvider time) : IDisposable
{
    /// <summary>How long a stream may be silent.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>Whether the answer is a stream of events at all.</summary>
    public bool IsEvents => response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>The answer that carries the stream.</summary>
    public HttpResponseMessage Response => response;

    /// <summary>The events until the server ends the stream. A broken connection throws <see cref="IOException"/>.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var watched = new SilenceLimit(body, LongestSilence, time);
        await foreach (var item in SseParser.Create(watched).EnumerateAsync(cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>The events until the server ends the stream or the connection breaks: for who takes it up again after the last one.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadUntilLostAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await AdvanceAsync(items))
        {
            yield return items.Current;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();

    private static async Task<bool> AdvanceAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
