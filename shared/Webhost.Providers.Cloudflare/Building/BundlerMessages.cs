using System.Text;
using System.Text.RegularExpressions;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Reads the text that esbuild writes, and writes what the customer is shown of it.</summary>
internal static partial class BundlerMessages
{
    /// <summary>How many are shown.</summary>
    public const int MaximumShown = 20;

    private const int MaximumLineLength = 400;

    /// <summary>The messages of an output, in order.</summary>
    public static IReadOnlyList<BundlerMessage> Parse(string output)
    {
        var messages = new List<BundlerMessage>();
        var notes = new List<string>();
        BundlerMessage? current = null;
        foreach (var line in output.Split('\n'))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                Add(messages, current, notes);
                current = new BundlerMessage { IsError = header.Groups["kind"].Value is "ERROR", Text = header.Groups["text"].Value };
            }
            else if (current is null)
            {
                continue;
            }
            else if (Location().Match(line) is { Success: true } location)
            {
                // Only the first place is the message's own; later ones belong to notes.
                if (current.File is null && notes.Count == 0)
                {
                    current = current with
                    {
                        File = location.Groups["file"].Value,
                        Line = int.Parse(location.Groups["line"].ValueSpan),
                        Column = int.Parse(location.Groups["column"].ValueSpan) + 1,
                    };
                }
            }
            else if (Snippet().Match(line) is { Success: true } snippet)
            {
                if (current.Source is null && notes.Count == 0)
                {
                    current = current with { Source = snippet.Groups["text"].Value.TrimEnd() };
                }
            }
            else if (Note().Match(line) is { Success: true } note && !note.Value.Contains("as external to exclude it", StringComparison.Ordinal))
            {
                notes.Add(note.Groups["text"].Value);
            }
        }

        Add(messages, current, notes);
        return messages;
    }

    /// <summary>A message for people. What lies outside the bundle is named but not quoted: it is none of the customer's.</summary>
    public static string Format(BundlerMessage message, BundleRoots roots)
    {
        if (message.File is not null && !roots.Allows(message.File))
        {
            return "A file outside the archive is imported. Put every file that the agent needs into the archive.";
        }

        var text = new StringBuilder();
        if (message.File is not null)
        {
            text.Append(roots.Show(message.File)).Append(':').Append(message.Line).Append(':').Append(message.Column).Append(": ");
        }

        text.Append(Excerpt.Of(roots.Clean(message.Text), MaximumLineLength));
        if (message.Source is { Length: > 0 } source)
        {
            text.Append("\n    ").Append(Excerpt.Of(source.Trim(), MaximumLineLength));
        }

        foreach (var note in message.Notes)
        {
            text.Append("\n  ").Append(Excerpt.Of(roots.Clean(note), MaximumLineLength));
        }

        return text.ToString();
    }

    /// <summary>Whether a message is of a file outside the bundle, be it there or not.</summary>
    public static bool LeadsOutside(BundlerMessage message, BundleRoots roots)
    {
        if (message.File is not { } file)
        {
            return false;
        }

        return !roots.Allows(file) || (message.Unresolved is ['.' or '/', ..] path && !roots.Allows(Path.Combine(Path.GetDirectoryName(file)!, path)));
    }

    private static void Add(List<BundlerMessage> messages, BundlerMessage? message, List<string> notes)
    {
        if (message is not null)
        {
            messages.Add(message with { Notes = [.. notes] });
        }

        notes.Clear();
    }

    [GeneratedRegex(@"^\S+ \[(?<kind>ERROR|WARNING)\] (?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@"^    (?<file>\S.*):(?<line>\d{1,9}):(?<column>\d{1,9}):$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Location();

    [GeneratedRegex(@"^ +\d+ │ (?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^  (?<text>[^ ].*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Note();
}
