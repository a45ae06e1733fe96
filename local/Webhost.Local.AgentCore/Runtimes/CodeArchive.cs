using System.IO.Compression;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>A zip with an agent's code: checked once, unpacked for each session.</summary>
internal static class CodeArchive
{
    private const long LargestZip = 250L * 1024 * 1024;
    private const long LargestUnpacked = 750L * 1024 * 1024;
    private const int TypeMask = 0xF000;
    private const int SymbolicLink = 0xA000;
    private const int PermissionBits = 0x1FF;

    /// <summary>Null when it can run, or why it can't.</summary>
    public static string? Problem(string file, string entryFile, bool isNode)
    {
        if (new FileInfo(file).Length > LargestZip)
            return "The code artifact is larger than 250 MB.";
        if (entryFile.Contains("..", StringComparison.Ordinal) || entryFile.StartsWith('/') || !entryFile.EndsWith(isNode ? ".js" : ".py", StringComparison.Ordinal))
            return $"The entry point '{entryFile}' must be a {(isNode ? ".js" : ".py")} file of the code artifact.";
        try
        {
            using var archive = ZipFile.OpenRead(file);
            if (archive.Entries.Sum(entry => entry.Length) > LargestUnpacked)
                return "The code artifact is larger than 750 MB when it is unpacked.";
            if (archive.Entries.FirstOrDefault(entry => !IsInside(entry)) is { } outside)
                return $"The code artifact holds '{outside.FullName}', which is no file or folder inside it.";
            return archive.GetEntry(entryFile) is null ? $"The entry point '{entryFile}' is not in the code artifact." : null;
        }
        catch (InvalidDataException)
        {
            return "The code artifact is not a valid zip file.";
        }
    }

    /// <summary>Unpacks one that was checked into an empty folder.</summary>
    public static void Unpack(string file, string folder)
    {
        using var archive = ZipFile.OpenRead(file);
        foreach (var entry in archive.Entries)
        {
            var path = Path.Combine(folder, entry.FullName);
            if (entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            entry.ExtractToFile(path);
            // Without modes, as tools on Windows write it, files are readable.
            var mode = (entry.ExternalAttributes >> 16) & PermissionBits;
            File.SetUnixFileMode(path, (UnixFileMode)(mode == 0 ? 0x1A4 : mode) & ~(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        }
    }

    private static bool IsInside(ZipArchiveEntry entry) =>
        ((entry.ExternalAttributes >> 16) & TypeMask) != SymbolicLink && !entry.FullName.StartsWith('/') && !entry.FullName.Contains('\\') && !entry.FullName.Split('/').Contains("..", StringComparer.Ordinal);
}
