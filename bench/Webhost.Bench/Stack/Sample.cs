using System.IO.Compression;
using Webhost.Testing;

namespace Webhost.Bench.Stack;

/// <summary>An agent of the folder <c>samples</c>.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Runtime">The runtime that it is for.</param>
/// <param name="Files">What is uploaded of it.</param>
internal sealed record Sample(string Name, string Runtime, IReadOnlyList<string> Files)
{
    /// <summary>The smallest agent for Cloudflare.</summary>
    public static readonly Sample Echo = new("echo", "cloudflare", ["agent.config.json", "src/index.js"]);

    /// <summary>The smallest agent for AgentCore.</summary>
    public static readonly Sample Python = new("python-agent", "agentcore", ["agent.config.json", "main.py"]);

    /// <summary>Its files as an archive to upload.</summary>
    public byte[] Zip()
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in Files)
                archive.CreateEntryFromFile(Path.Combine(RepositoryRoot.Path, "samples", Name, file), file);
        }

        return bytes.ToArray();
    }
}
