using Webhost.Core.Streams;

namespace Webhost.Core.Providers;

/// <summary>Reads on, but pretends to be at its end once a single event has taken too many bytes, so that no line is ever gathered without bound.</summary>
/// <param name="inner">What is read.</param>
/// <param name="maximum">How many bytes an event may take.</param>
/// <param name="endsLast">Whether the last event counts also where the stream ends without the blank line that ends an event; without it, such a one is not told.</param>
public sealed class EventBoundStream(Stream inner, int maximum, bool endsLast = false) : ReadingStream
{
    private static readonly byte[] End = "\n\n"u8.ToArray();

    private long sinceEvent;
    private int endGiven;

    /// <summary>Whether an event was too long.</summary>
    public bool Exceeded { get; private set; }

    /// <summary>Whether all that there is has been read.</summary>
    public bool AtEnd { get; private set; }

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

        var read = AtEnd ? 0 : await inner.ReadAsync(buffer, cancellationToken);
        sinceEvent += read;
        AtEnd |= read == 0 && buffer.Length > 0;
        return AtEnd && endsLast ? GiveEnd(buffer.Span) : read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int GiveEnd(Span<byte> buffer)
    {
        var given = Math.Min(End.Length - endGiven, buffer.Length);
        End.AsSpan(endGiven, given).CopyTo(buffer);
        endGiven += given;
        return given;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
