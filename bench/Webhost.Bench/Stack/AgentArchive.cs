using System.IO.Compression;
using System.Text;

namespace Webhost.Bench.Stack;

/// <summary>An agent that is written in a benchmark itself.</summary>
internal static class AgentArchive
{
    private const string Manifest = """
        {"protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "index.js",
         "env": {"requiredKeys": [], "optionalKeys": []}, "capabilities": {"streaming": true, "tools": false}}
        """;

    /// <summary>One JavaScript module as an archive to upload.</summary>
    public static byte[] Of(string code)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in (ReadOnlySpan<(string, string)>)[("agent.config.json", Manifest), ("index.js", code)])
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }
}
