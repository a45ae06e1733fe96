using System.IO.Compression;

namespace Webhost.Local.AgentCore.Tests.Fixtures;

/// <summary>Archives of agents.</summary>
internal static class AgentZip
{
    public static async Task<byte[]> OfAsync(string folder)
    {
        using var bytes = new MemoryStream();
        await using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("__pycache__", StringComparison.Ordinal)))
            {
                await using var entry = await archive.CreateEntry(Path.GetRelativePath(folder, file)).OpenAsync();
                await using var content = File.OpenRead(file);
                await content.CopyToAsync(entry);
            }
        }

        return bytes.ToArray();
    }
}
