using System.Text;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>One header block of a tar.</summary>
/// <param name="Name">The path, or a part of it when longer ones come before.</param>
/// <param name="Size">Bytes of content that follow.</param>
/// <param name="Type">The type flag.</param>
internal sealed record TarHeader(string Name, long Size, byte Type)
{
    public const int BlockLength = 512;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>The next header; null at the archive's end mark. Throws <see cref="InvalidDataException"/> or <see cref="EndOfStreamException"/> on damage.</summary>
    public static TarHeader? Read(Stream stream)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        stream.ReadExactly(block);
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        if (Checksum(block) != Octal(block.Slice(148, 8)))
        {
            throw new InvalidDataException("A header's checksum is wrong.");
        }

        var name = Text(block[..100]);
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && block[345] != 0)
        {
            name = $"{Text(block.Slice(345, 155))}/{name}";
        }

        return new TarHeader(name, Octal(block.Slice(124, 12)), block[156]);
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Utf8.GetString(end < 0 ? field : field[..end]);
    }

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        // The checksum's own field counts as spaces.
        long sum = 8 * ' ';
        for (var index = 0; index < block.Length; index++)
        {
            sum += index is >= 148 and < 156 ? 0 : block[index];
        }

        return sum;
    }

    private static long Octal(ReadOnlySpan<byte> field)
    {
        // A set high bit means a binary number, which only sizes beyond 8 GB need.
        long value = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                throw new InvalidDataException("A header's number is malformed.");
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }
}
