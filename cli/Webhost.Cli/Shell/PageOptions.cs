using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Contracts;

namespace Webhost.Cli.Shell;

/// <summary>The options of commands that list.</summary>
internal sealed class PageOptions
{
    public Option<int?> Limit { get; } = new("--limit") { Description = "At most this many.", HelpName = "N", CustomParser = WholeNumber.Parse };

    public Option<string?> Cursor { get; } = new("--cursor") { Description = "Go on where an earlier list ended.", HelpName = "CURSOR" };

    /// <summary>The path of the page that the user wants.</summary>
    public string Path(CommandContext context, string path, params IEnumerable<(string Name, string? Value)> parameters) => Query.Of(
        path, [.. parameters, ("limit", context.Get(Limit)?.ToString(CultureInfo.InvariantCulture)), ("cursor", context.Get(Cursor))]);

    /// <summary>Writes a page: as JSON, or as a table with a hint where the next page is.</summary>
    public static void Write<T>(CommandContext context, Page<T> page, string none, IEnumerable<string> columns, Func<T, IReadOnlyList<string>> row)
    {
        var terminal = context.Terminal;
        if (terminal.Json)
        {
            terminal.WriteJson(page);
            return;
        }

        if (page.Items.Count == 0)
        {
            terminal.Info(none);
            return;
        }

        terminal.Table(columns, page.Items.Select(row));
        if (page.NextCursor is { } next)
        {
            terminal.Info($"There is more: --cursor {next}");
        }
    }
}
