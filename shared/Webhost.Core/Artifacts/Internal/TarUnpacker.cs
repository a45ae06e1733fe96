using System.IO.Compression;
using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>
/// Unpacks a tar.gz (ustar, pax and GNU names). The framework's reader buys as much memory as a hostile long name asks for, so headers are read here, under limits.
/// </summary>
internal static class TarUnpacker
{
    public static Problem? Unpack(Stream archive, ExtractionTarget target)
    {
        using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var bounded = new BoundedStream(gzip, MostBytes(target.Limits));
        var names = new TarNames();
        try
        {
            while (TarHeader.Read(bounded) is { } header)
            {
                if (UnpackEntry(header, names, bounded, target) is { } problem)
                {
                    return problem;
                }
            }

            // To the end of the compressed data, where its checksum is.
            bounded.CopyTo(Stream.Null);
            return null;
        }
        catch (BoundExceededException)
        {
            return new Problem("archive", $"The archive unpacks to more than {ByteSize.Format(target.Limits.MaximumUnpackedBytes)}. Leave out what the agent does not need.");
        }
    }

    /// <summary>How far a tar is read. Headers and padding count too: a bomb can consist of nothing else.</summary>
    public static long MostBytes(ArchiveLimits limits) => limits.MaximumUnpackedBytes + ((long)(limits.MaximumEntries + 1) * 4 * TarHeader.BlockLength);

    private static Problem? UnpackEntry(TarHeader header, TarNames names, Stream stream, ExtractionTarget target)
    {
        if (names.Take(header, stream) is var (taken, nameProblem) && (taken || nameProblem is not null))
        {
            return nameProblem;
        }

        var name = names.PathOf(header);
        var size = names.SizeOf(header);
        names.Clear();

        if (target.Enter(name, out var parts) is { } problem)
        {
            return problem;
        }

        using var content = new TarContent(stream, size);
        if (parts.Length == 0)
        {
            content.Finish();
            return null;
        }

        problem = header.Type switch
        {
            (byte)'5' => target.AddFolder(parts),
            0 or (byte)'0' or (byte)'7' => name.EndsWith('/') ? target.AddFolder(parts) : target.AddFile(parts, content),
            (byte)'1' => new Problem(ArchivePath.Show(name), EntryMessages.HardLink),
            (byte)'2' => new Problem(ArchivePath.Show(name), EntryMessages.SymbolicLink),
            _ => new Problem(ArchivePath.Show(name), EntryMessages.Special),
        };
        if (problem is null)
        {
            content.Finish();
        }

        return problem;
    }
}
