using Webhost.Core.Streams;

namespace Webhost.Core.Providers;

/// <summary>Reads on, but pretends to be at its end once a single event has taken too many bytes, so that no line is ever gathered without bound.</summary>
public sealed class EventBoundStream(Stream inner, int maximum) : ReadingStream
{
    private long sinceEvent;

    /// <summary>Whether an event was too long.</summary>
    public bool Exceeded { get; private set; }

    /// <summary>Counts anew.</summary>
    public void StartEvent() => sinceEvent = 0;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (sinceEvent > maximum)
        {
            Exceeded = true;
            return 0;
        }

        var read = await inner.ReadAsync(buffer, cancellationToken);
        sinceEvent += read;
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
