using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Reads the shim's event stream. One event, and all text together, may take so many bytes and no more.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(200);

    private readonly EventBoundStream bounded;
    private readonly IAsyncEnumerator<SseItem<RuntimeEvent?>> items;
    private readonly int maximum;
    private long textBytes;
    private bool usageSeen;
    private bool ended;

    public EventStream(Stream stream, int maximum, CancellationToken cancellationToken)
    {
        this.maximum = maximum;
        bounded = new EventBoundStream(stream, maximum);
        items = SseParser.Create(bounded, Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The next event in the order that the contract of streams asks for; a failure when the stream ends without an end.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<RuntimeEvent> NextAsync()
    {
        while (await MoveAsync())
        {
            switch (items.Current.Data)
            {
                case RuntimeEvent.Delta delta when !usageSeen:
                    textBytes += Encoding.UTF8.GetByteCount(delta.Text);
                    return textBytes <= maximum ? delta : new RuntimeEvent.Failed(ShimFailures.TooLarge(maximum));
                case RuntimeEvent.UsageReported usage when !usageSeen:
                    usageSeen = true;
                    return usage;
                case RuntimeEvent.Completed or RuntimeEvent.Failed:
                    ended = true;
                    return items.Current.Data;
            }
        }

        return new RuntimeEvent.Failed(bounded.Exceeded ? ShimFailures.TooLarge(maximum) : ShimFailures.BrokenOff());
    }

    public async ValueTask DisposeAsync()
    {
        await items.DisposeAsync();
        if (ended)
        {
            await ReadEndAsync();
        }

        await bounded.DisposeAsync();
    }

    // Only a connection whose answer was read to its end serves another call. A stream that goes on after its last event is broken off.
    private async Task ReadEndAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            _ = await bounded.ReadAsync(new byte[1], patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            // The connection is lost, the answer is not: all of it came before.
        }
    }

    private async ValueTask<bool> MoveAsync()
    {
        bounded.StartEvent();
        return await items.MoveNextAsync();
    }

    private static RuntimeEvent? Parse(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return type switch
            {
                "delta" => JsonSerializer.Deserialize(data, ShimJson.Default.ShimDelta) is { Text: { } text } ? new RuntimeEvent.Delta(text) : null,
                "usage" => JsonSerializer.Deserialize(data, ShimJson.Default.ShimUsage) is { Usage: { } usage } ? new RuntimeEvent.UsageReported(usage) : null,
                "done" => JsonSerializer.Deserialize(data, ShimJson.Default.ShimDone) is { } done ? new RuntimeEvent.Completed(done.Messages, done.Data) : null,
                "error" => new RuntimeEvent.Failed(
                    JsonSerializer.Deserialize(data, ShimJson.Default.ShimError) is { Error: { Code: not null, Message: not null } error } ? ShimFailures.Of(error, timedOut: false) : ShimFailures.NotUnderstood()),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return new RuntimeEvent.Failed(ShimFailures.NotUnderstood());
        }
    }
}
