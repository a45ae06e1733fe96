using System.IO.Compression;
using Webhost.Bench.Processes;

namespace Webhost.Bench.Stack;

/// <summary>The sample agent that echoes.</summary>
internal static class EchoSample
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "samples", "echo");

    /// <summary>Its files as an archive to upload.</summary>
    public static byte[] Zip()
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in (string[])["agent.config.json", "src/index.js"])
                archive.CreateEntryFromFile(Path.Combine(Folder, file), file);
        }

        return bytes.ToArray();
    }
}
