using System.Buffers.Binary;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Walks a zip's central directory without keeping it.</summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const int EndLength = 22;
    private const int Locator64Length = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;
    private const int MaximumCommentLength = ushort.MaxValue;

    /// <summary>Whether there are more entries than a number. Throws <see cref="InvalidDataException"/> when there is no directory.</summary>
    public static bool HasMoreThan(Stream archive, int maximum)
    {
        archive.Position = FindDirectory(archive);

        // Not disposed: that would close the archive, and there is nothing else to release.
        var buffered = new BufferedStream(archive, 64 * 1024);
        Span<byte> header = stackalloc byte[EntryLength];
        var count = 0;
        while (buffered.ReadAtLeast(header, EntryLength, throwOnEndOfStream: false) == EntryLength
            && BinaryPrimitives.ReadUInt32LittleEndian(header) == EntrySignature)
        {
            if (++count > maximum)
            {
                return true;
            }

            buffered.Seek(
                BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]),
                SeekOrigin.Current);
        }

        return false;
    }

    private static long FindDirectory(Stream archive)
    {
        var tailLength = (int)Math.Min(archive.Length, EndLength + MaximumCommentLength);
        var tail = new byte[tailLength];
        var tailStart = archive.Length - tailLength;
        archive.Position = tailStart;
        archive.ReadExactly(tail);
        for (var index = tailLength - EndLength; index >= 0; index--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(index)) != EndSignature)
            {
                continue;
            }

            // The framework's reader turns to the 64-bit record when any of these fields is full; so must we, to look at the same directory.
            var end = tail.AsSpan(index);
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            if (offset == uint.MaxValue || BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) == ushort.MaxValue || BinaryPrimitives.ReadUInt16LittleEndian(end[10..]) == ushort.MaxValue)
            {
                offset = FindDirectory64(archive, tailStart + index - Locator64Length);
            }

            return offset >= 0 && offset < archive.Length ? offset : throw new InvalidDataException("The directory lies outside the archive.");
        }

        throw new InvalidDataException("There is no directory.");
    }

    private static long FindDirectory64(Stream archive, long locatorPosition)
    {
        Span<byte> record = stackalloc byte[End64Length];
        var locator = record[..Locator64Length];
        ReadAt(archive, locatorPosition, locator, Locator64Signature);
        ReadAt(archive, BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), record, End64Signature);
        return BinaryPrimitives.ReadInt64LittleEndian(record[48..]);
    }

    private static void ReadAt(Stream archive, long position, Span<byte> record, uint signature)
    {
        if (position < 0 || position > archive.Length - record.Length)
        {
            throw new InvalidDataException("A record lies outside the archive.");
        }

        archive.Position = position;
        archive.ReadExactly(record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != signature)
        {
            throw new InvalidDataException("A record is not where the archive says it is.");
        }
    }
}
