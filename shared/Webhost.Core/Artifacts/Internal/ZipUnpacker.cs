using System.IO.Compression;
using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Unpacks a zip.</summary>
internal static class ZipUnpacker
{
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;
    private const int SymbolicLink = 0xA000;

    public static Problem? Unpack(Stream archive, ExtractionTarget target)
    {
        // The framework reads the whole directory into memory, so its length is looked at first.
        if (ZipDirectory.HasMoreThan(archive, target.Limits.MaximumEntries))
        {
            return target.TooManyEntries();
        }

        archive.Position = 0;
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            if (UnpackEntry(entry, target) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static Problem? UnpackEntry(ZipArchiveEntry entry, ExtractionTarget target)
    {
        if (target.Enter(entry.FullName, out var parts) is { } problem)
        {
            return problem;
        }

        if (parts.Length == 0)
        {
            return null;
        }

        var shown = ArchivePath.Show(entry.FullName);
        if (entry.IsEncrypted)
        {
            return new Problem(shown, "The entry is encrypted. Pack without a password; secrets belong in the agent's secrets.");
        }

        // The upper half holds Unix file modes, whatever system the archive says it is from.
        var type = (entry.ExternalAttributes >> 16) & FileTypeMask;
        if (type is not (0 or RegularFile or Folder))
        {
            return new Problem(shown, type == SymbolicLink ? EntryMessages.SymbolicLink : EntryMessages.Special);
        }

        if (entry.FullName.EndsWith('/'))
        {
            return entry.Length == 0 ? target.AddFolder(parts) : new Problem(shown, "A folder holds data, which no packing tool writes.");
        }

        if (type == Folder)
        {
            return new Problem(shown, "The entry is both a file and a folder.");
        }

        Stream content;
        try
        {
            content = entry.Open();
        }
        catch (InvalidDataException)
        {
            return new Problem(shown, "The entry is damaged or packed with a method other than 'deflate' or 'store'. Pack it with another tool.");
        }

        using (content)
        using (var checkedContent = new Crc32Stream(content, entry.Crc32, entry.Length))
        {
            return target.AddFile(parts, checkedContent);
        }
    }
}
