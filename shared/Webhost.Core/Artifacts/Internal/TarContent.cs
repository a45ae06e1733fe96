using Webhost.Core.Streams;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>The content of one tar entry, with the padding behind it.</summary>
internal sealed class TarContent(Stream inner, long length) : ReadingStream
{
    private readonly int padding = (int)((TarHeader.BlockLength - (length % TarHeader.BlockLength)) % TarHeader.BlockLength);
    private long left = length;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (left == 0)
        {
            return 0;
        }

        var read = inner.Read(buffer, offset, (int)Math.Min(count, left));
        if (read == 0 && count > 0)
        {
            throw new EndOfStreamException();
        }

        left -= read;
        return read;
    }

    /// <summary>Reads over what is left and the padding.</summary>
    public void Finish()
    {
        CopyTo(Null);
        inner.ReadExactly(new byte[padding]);
    }
}
