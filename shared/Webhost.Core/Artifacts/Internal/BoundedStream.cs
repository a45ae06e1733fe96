using Webhost.Core.Streams;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Reads on until more bytes came than are allowed, then throws <see cref="BoundExceededException"/>.</summary>
internal sealed class BoundedStream(Stream inner, long maximum) : ReadingStream
{
    private long total;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        total += read;
        return total <= maximum ? read : throw new BoundExceededException();
    }
}
