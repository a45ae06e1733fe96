using System.Text.RegularExpressions;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Turns what workerd says of a failed start into the script's own error, as Cloudflare shows it: message and stack, nothing of the machinery.</summary>
internal static partial class StartError
{
    private const string Prefix = "service main: ";

    public static string Clean(string output)
    {
        var blocks = output.Split('\n').Select(line => line.TrimEnd()).ToList();
        var text = new List<string>();
        var own = false;
        foreach (var line in blocks)
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                own = true;
                text.Add(line[Prefix.Length..]);
            }
            else if (own && !Machinery(line))
            {
                text.Add(line);
            }
        }
        return text.Count > 0
            ? string.Join('\n', text).Trim()
            : string.Join('\n', blocks.Where(line => line.Length > 0 && !Machinery(line)).Select(line => Place().Replace(line, string.Empty))).Trim();
    }

    private static bool Machinery(string line) =>
        line.StartsWith("stack:", StringComparison.Ordinal)
        || line is "*** Uncaught exception ***"
        || (StackLine().IsMatch(line) && (line.Contains("node-internal:", StringComparison.Ordinal) || line.Contains(WorkerdConfig.ValidationModule, StringComparison.Ordinal)))
        || line.Contains($"imported from \"{WorkerdConfig.ValidationModule}\"", StringComparison.Ordinal);

    /// <summary>A line of the runtime's own source.</summary>
    [GeneratedRegex(@"^\S+\.(rs|c\+\+|cc|h):\d+: (failed: )?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^\s+at ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackLine();
}
