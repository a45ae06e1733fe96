using System.Globalization;
using System.Text;
using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>What pax records and GNU entries say of the entry that follows them.</summary>
internal sealed class TarNames
{
    private const int MaximumRecordBytes = 64 * 1024;

    private string? path;
    private long? size;

    /// <summary>Takes a header that describes the next one. A record that is too long or strange gives a problem.</summary>
    public (bool Taken, Problem? Problem) Take(TarHeader header, Stream stream)
    {
        switch (header.Type)
        {
            case (byte)'g':
                return (Taken: true, ReadRecord(header, stream, out _));
            case (byte)'x':
                var problem = ReadRecord(header, stream, out var record);
                return (Taken: true, problem ?? ReadPax(record));
            case (byte)'L':
                problem = ReadRecord(header, stream, out record);
                path = Encoding.UTF8.GetString(record).TrimEnd('\0');
                return (Taken: true, problem);
            case (byte)'K':
                return (Taken: true, ReadRecord(header, stream, out _));
            default:
                return (Taken: false, Problem: null);
        }
    }

    public string PathOf(TarHeader header) => path ?? header.Name;

    public long SizeOf(TarHeader header) => size ?? header.Size;

    public void Clear() => (path, size) = (null, null);

    private static Problem? ReadRecord(TarHeader header, Stream stream, out byte[] record)
    {
        record = [];
        if (header.Size > MaximumRecordBytes)
        {
            return new Problem("archive", "An entry's name or attributes are too long.");
        }

        record = new byte[header.Size];
        using var content = new TarContent(stream, header.Size);
        content.ReadExactly(record);
        content.Finish();
        return null;
    }

    private Problem? ReadPax(ReadOnlySpan<byte> record)
    {
        // Lines of "<length> <key>=<value>\n", the length counting the whole line.
        while (!record.IsEmpty)
        {
            var space = record.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(record[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > record.Length)
            {
                throw new InvalidDataException("A pax record is malformed.");
            }

            var line = record[(space + 1)..length].TrimEnd((byte)'\n');
            record = record[length..];
            var equals = line.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw new InvalidDataException("A pax record is malformed.");
            }

            var key = line[..equals];
            if (key.SequenceEqual("path"u8))
            {
                path = Encoding.UTF8.GetString(line[(equals + 1)..]);
            }
            else if (key.SequenceEqual("size"u8))
            {
                size = long.TryParse(line[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new InvalidDataException("A pax size is malformed.");
            }
            else if (key.StartsWith("GNU.sparse."u8))
            {
                return new Problem("archive", "The archive holds a sparse file. Pack it without '--sparse'.");
            }
        }

        return null;
    }
}
