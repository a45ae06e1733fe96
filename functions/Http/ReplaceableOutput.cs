using System.IO.Pipelines;

namespace Webhost.Functions.Http;

/// <summary>What a connection sends: passed on as it is, until it is replaced by something else, which is the last.</summary>
internal sealed class ReplaceableOutput(PipeWriter inner) : PipeWriter
{
    private byte[]? replacement;
    private byte[] dropped = [];
    private bool sent;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>Sends this in place of all that is written from here on. The first one counts.</summary>
    public void Replace(byte[] last) => replacement ??= last;

    public override Memory<byte> GetMemory(int sizeHint = 0) => replacement is null ? inner.GetMemory(sizeHint) : Dropped(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => replacement is null ? inner.GetSpan(sizeHint) : Dropped(sizeHint);

    public override void Advance(int bytes)
    {
        if (replacement is null)
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (replacement is null || sent)
        {
            return inner.FlushAsync(cancellationToken);
        }

        sent = true;
        return inner.WriteAsync(replacement, cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private byte[] Dropped(int sizeHint) => dropped.Length >= Math.Max(sizeHint, 1) ? dropped : dropped = new byte[Math.Max(sizeHint, 4096)];
}
