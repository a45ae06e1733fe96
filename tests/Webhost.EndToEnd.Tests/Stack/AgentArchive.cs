using System.IO.Compression;
using System.Text;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>Zips agents that are written in the test itself.</summary>
internal static class AgentArchive
{
    private const string Manifest = """
        {"protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "index.js",
         "env": {"requiredKeys": [REQUIRED], "optionalKeys": [OPTIONAL]}, "capabilities": {"streaming": true, "tools": false}}
        """;

    /// <summary>An agent of one JavaScript module.</summary>
    public static byte[] Of(string code, string[]? requiredKeys = null, string[]? optionalKeys = null) => Zip(
        ("agent.config.json", Manifest.Replace("REQUIRED", Quoted(requiredKeys), StringComparison.Ordinal).Replace("OPTIONAL", Quoted(optionalKeys), StringComparison.Ordinal)),
        ("index.js", code));

    /// <summary>An agent whose <c>invoke</c> has the given body.</summary>
    public static byte[] Invoking(string body, string[]? requiredKeys = null, string[]? optionalKeys = null) =>
        Of($"export default {{ async invoke(request, context) {{ {body} }} }};", requiredKeys, optionalKeys);

    /// <summary>Any files.</summary>
    public static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }

    private static string Quoted(string[]? keys) => string.Join(", ", (keys ?? []).Select(key => $"\"{key}\""));
}
