using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Webhost.Core.Tests.Artifacts;

/// <summary>Makes archives, hostile ones included.</summary>
internal static class TestArchive
{
    private const int UnixFile = 0x8000 | 0x1A4;

    public static byte[] Zip(params (string Name, string Content)[] entries) =>
        Zip(zip =>
        {
            foreach (var (name, content) in entries)
            {
                Add(zip, name, content);
            }
        });

    public static byte[] Zip(Action<ZipArchive> fill)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            fill(zip);
        }

        return stream.ToArray();
    }

    public static ZipArchiveEntry Add(ZipArchive zip, string name, string content, int unixMode = UnixFile)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = unixMode << 16;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    public static byte[] TarGz(params (string Name, string Content)[] entries) =>
        TarGz(tar =>
        {
            foreach (var (name, content) in entries)
            {
                tar.WriteEntry(File(name, content));
            }
        });

    public static PaxTarEntry File(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    public static byte[] TarGz(Action<TarWriter> fill, TarEntryFormat format = TarEntryFormat.Pax)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, format, leaveOpen: true))
        {
            fill(tar);
        }

        return stream.ToArray();
    }

    /// <summary>A tar.gz of one raw header and content, for what no writer would write.</summary>
    public static byte[] RawTarGz(string name, char type, long claimedSize, int actualBytes)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes(Convert.ToString(claimedSize, 8).PadLeft(11, '0') + "\0").CopyTo(header, 124);
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes("ustar\0").CopyTo(header, 257);
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);

        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(header);
            var block = new byte[64 * 1024];
            for (var left = actualBytes; left > 0; left -= block.Length)
            {
                gzip.Write(block, 0, Math.Min(left, block.Length));
            }
        }

        return stream.ToArray();
    }
}
