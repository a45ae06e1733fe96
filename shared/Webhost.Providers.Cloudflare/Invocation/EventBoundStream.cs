namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Reads on, but pretends to be at its end once a single event has taken too many bytes, so that no line is ever gathered without bound.</summary>
internal sealed class EventBoundStream(Stream inner, int maximum) : Stream
{
    private long sinceEvent;

    /// <summary>Whether an event was too long.</summary>
    public bool Exceeded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void StartEvent() => sinceEvent = 0;

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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
