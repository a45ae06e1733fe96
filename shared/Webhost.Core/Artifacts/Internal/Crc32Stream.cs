namespace Webhost.Core.Artifacts.Internal;

/// <summary>Reads on and checks length and CRC-32 at the end, which the framework's zip reader leaves to its caller.</summary>
internal sealed class Crc32Stream(Stream inner, uint expected, long expectedLength) : Stream
{
    private static readonly uint[] Table = MakeTable();

    private uint state = uint.MaxValue;
    private long length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        foreach (var value in buffer.AsSpan(offset, read))
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        length += read;
        if (read == 0 && count > 0 && (length != expectedLength || ~state != expected))
        {
            throw new InvalidDataException("The entry's length or checksum is not what the directory says.");
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint index = 0; index < table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[index] = value;
        }

        return table;
    }
}
