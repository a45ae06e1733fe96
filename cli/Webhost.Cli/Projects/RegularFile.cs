using System.Formats.Tar;

namespace Webhost.Cli.Projects;

/// <summary>Tells files with content from pipes, sockets and devices, which would be waited for when they are opened.</summary>
internal static class RegularFile
{
    /// <summary>Whether there is a file here, links followed, that can be read to an end.</summary>
    public static bool Is(string path) => new FileInfo(path) is { Exists: true } file && (file.Length > 0 || IsOne(RealPath.Of(file.FullName)!));

    /// <summary>Throws for what would be waited for when it is read; a file that is not there is for the reader to tell of.</summary>
    /// <exception cref="IOException">There is a pipe, socket or device.</exception>
    public static void Require(string path)
    {
        if (File.Exists(path) && !Is(path))
        {
            throw new IOException($"{path} is a pipe, socket or device, not a file.");
        }
    }

    // Whatever is no file has no length. Which of those is one, .NET tells nobody but its writer of archives, which opens files alone.
    private static bool IsOne(string path)
    {
        using var archive = new MemoryStream();
        try
        {
            using (var writer = new TarWriter(archive, leaveOpen: true))
            {
                writer.WriteEntry(path, "file");
            }
        }
        catch (UnauthorizedAccessException)
        {
            // Who packs it says that it can't be read.
            return true;
        }
        catch (IOException)
        {
            return false;
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry() is { EntryType: TarEntryType.RegularFile };
    }
}
