using System.IO.Compression;
using Webhost.Core.Artifacts.Internal;

namespace Webhost.Core.Artifacts;

/// <summary>
/// Tells what files an archive holds, without writing any: a zip's from its directory alone, a tar.gz's while reading over it. What would not be unpacked is not
/// told either. The sizes and checksums of a zip are what it says of itself, which unpacking checks.
/// </summary>
public static class ArchiveListing
{
    private const int BufferBytes = 81920;

    /// <summary>The files in order of their paths; null when the archive is damaged or beyond the limits.</summary>
    /// <param name="archive">The archive from its start; it can be read at any position.</param>
    /// <param name="limits">How far it is read.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<IReadOnlyList<ArchivedFile>?> ReadAsync(Stream archive, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var files = new List<ArchivedFile>();
        try
        {
            if (!await Task.Run(() => IsGzip(archive) ? ReadTar(archive, limits, files, cancellationToken) : ReadZip(archive, limits, files, cancellationToken), cancellationToken))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or BoundExceededException)
        {
            return null;
        }

        return [.. WithoutOnlyFolder(files).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static bool IsGzip(Stream archive)
    {
        Span<byte> magic = stackalloc byte[2];
        var length = archive.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        return magic[..length] is [0x1f, 0x8b];
    }

    private static bool ReadZip(Stream archive, ArchiveLimits limits, List<ArchivedFile> files, CancellationToken cancellationToken)
    {
        if (ZipDirectory.HasMoreThan(archive, limits.MaximumEntries))
        {
            return false;
        }

        archive.Position = 0;
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entry.FullName.EndsWith('/') && PathOf(entry.FullName, limits) is { } path)
            {
                files.Add(new ArchivedFile(path, entry.Length, entry.Crc32));
            }
        }

        return true;
    }

    private static bool ReadTar(Stream archive, ArchiveLimits limits, List<ArchivedFile> files, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var bounded = new BoundedStream(gzip, TarUnpacker.MostBytes(limits));
        var names = new TarNames();
        var buffer = new byte[BufferBytes];
        var entries = 0;
        while (TarHeader.Read(bounded) is { } header)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (taken, problem) = names.Take(header, bounded);
            if (taken && problem is null)
            {
                continue;
            }

            if (problem is not null || ++entries > limits.MaximumEntries)
            {
                return false;
            }

            var (name, size) = (names.PathOf(header), names.SizeOf(header));
            names.Clear();
            using var content = new TarContent(bounded, size);
            if (header.Type is 0 or (byte)'0' or (byte)'7' && !name.EndsWith('/') && PathOf(name, limits) is { } path)
            {
                files.Add(new ArchivedFile(path, size, ChecksumOf(content, buffer, cancellationToken)));
            }

            content.Finish();
        }

        return true;
    }

    private static uint ChecksumOf(TarContent content, byte[] buffer, CancellationToken cancellationToken)
    {
        var checksum = new Crc32();
        int read;
        while ((read = content.Read(buffer, 0, buffer.Length)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            checksum.Append(buffer.AsSpan(0, read));
        }

        return checksum.Value;
    }

    private static string? PathOf(string name, ArchiveLimits limits) =>
        ArchivePath.Parse(name, limits, out var parts) is null && parts.Length > 0 && !ArchivePath.IsSkipped(parts) ? string.Join('/', parts) : null;

    // As when it is unpacked: an archive of one folder is that folder.
    private static IEnumerable<ArchivedFile> WithoutOnlyFolder(List<ArchivedFile> files)
    {
        var folders = files.Select(file => file.Path.Contains('/', StringComparison.Ordinal) ? file.Path[..(file.Path.IndexOf('/', StringComparison.Ordinal) + 1)] : string.Empty).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return folders is [{ Length: > 0 } only] ? files.Select(file => file with { Path = file.Path[only.Length..] }) : files;
    }
}
