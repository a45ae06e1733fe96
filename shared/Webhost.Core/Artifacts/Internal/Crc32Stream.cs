using Webhost.Core.Streams;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Reads on and checks length and CRC-32 at the end, which the framework's zip reader leaves to its caller.</summary>
internal sealed class Crc32Stream(Stream inner, uint expected, long expectedLength) : ReadingStream
{
    private readonly Crc32 checksum = new();
    private long length;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        checksum.Append(buffer.AsSpan(offset, read));
        length += read;
        if (read == 0 && count > 0 && (length != expectedLength || checksum.Value != expected))
        {
            throw new InvalidDataException("The entry's length or checksum is not what the directory says.");
        }

        return read;
    }
}
