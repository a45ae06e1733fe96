using System.IO.Compression;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>A zip with an agent's code: checked once, unpacked for its sessions.</summary>
internal static class CodeArchive
{
    private const long LargestZip = 250L * 1024 * 1024;
    private const long LargestUnpacked = 750L * 1024 * 1024;
    private const int TypeMask = 0xF000;
    private const int SymbolicLink = 0xA000;
    private const int PermissionBits = 0x1FF;
    private const int OwnerBits = 0x1C0;
    private const int OwnerToOthers = 6;

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
    /// <param name="file">The zip.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="forAnyUser">Whether every user is to have the rights that the zip gives the owner; else files are for the owner to write.</param>
    public static void Unpack(string file, string folder, bool forAnyUser)
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
            var mode = ((entry.ExternalAttributes >> 16) & PermissionBits) is var given and not 0 ? given : 0x1A4;
            File.SetUnixFileMode(path, forAnyUser ? (UnixFileMode)(mode | ((mode & OwnerBits) >> OwnerToOthers)) : (UnixFileMode)mode & ~(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        }

        if (forAnyUser)
        {
            foreach (var directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
                File.SetUnixFileMode(directory, (UnixFileMode)PermissionBits);
        }
    }

    private static bool IsInside(ZipArchiveEntry entry) =>
        ((entry.ExternalAttributes >> 16) & TypeMask) != SymbolicLink && !entry.FullName.StartsWith('/') && !entry.FullName.Contains('\\') && !entry.FullName.Split('/').Contains("..", StringComparer.Ordinal);
}
