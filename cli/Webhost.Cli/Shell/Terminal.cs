using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Webhost.Cli.Shell;

/// <summary>Where a command writes: results to standard output, everything else to standard error.</summary>
internal sealed class Terminal(CliHost host, bool json, bool quiet, bool color)
{
    private const int UnboundedWidth = 10_000;

    // Results are never wrapped here: a terminal wraps lines by itself, and what it shows can still be copied.
    private readonly Lazy<IAnsiConsole> output = new(() => Console(host.Output, host.OutputIsTerminal, color, UnboundedWidth));
    private readonly Lazy<IAnsiConsole> error = new(() => Console(host.Error, host.ErrorIsTerminal, color, host.ErrorIsTerminal ? null : UnboundedWidth));

    /// <summary>Whether results are JSON.</summary>
    public bool Json => json;

    /// <summary>Whether progress may move on the screen.</summary>
    public bool Live => !json && !quiet && color && host.ErrorIsTerminal;

    /// <summary>Standard error, for progress.</summary>
    public IAnsiConsole Progress => error.Value;

    /// <summary>Writes a line of the result.</summary>
    public void Line(string text = "") => host.Output.WriteLine(host.OutputIsTerminal ? Printable(text) : text);

    /// <summary>Writes a piece of the result as it is.</summary>
    public void Text(string text)
    {
        host.Output.Write(host.OutputIsTerminal ? Printable(text) : text);
        host.Output.Flush();
    }

    /// <summary>Writes a table as the result: a line for each row, however wide.</summary>
    public void Table(IEnumerable<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[] heads = [.. columns.Select(column => column.ToUpperInvariant())];
        string[][] cells = [heads, .. rows.Select(row => row.Select(cell => cell.ReplaceLineEndings(" ")).ToArray())];
        int[] widths = [.. heads.Select((_, column) => cells.Max(row => WidthOf(row[column])))];
        string[] lines = [.. cells.Select(row => string.Join("  ", row.Select((cell, column) => cell + new string(' ', widths[column] - WidthOf(cell)))).TrimEnd())];
        Styled(lines[0], new Style(decoration: Decoration.Dim));
        foreach (var line in lines.Skip(1))
        {
            Line(line);
        }
    }

    /// <summary>Writes names with their values as the result.</summary>
    public void Fields(params IReadOnlyList<(string Name, string? Value)> fields)
    {
        var width = fields.Max(field => field.Name.Length) + 2;
        foreach (var (name, value) in fields.Where(field => field.Value is not null))
        {
            Line($"{name.PadRight(width)}{value}");
        }
    }

    /// <summary>Writes a line of a log as a part of the result, in the colour of its level.</summary>
    public void LogLine(string text, string level)
    {
        var colour = level switch
        {
            "error" => Color.Red,
            "warn" => Color.Yellow,
            "debug" => Color.Grey,
            _ => Color.Default,
        };
        Styled(text, new Style(colour));
    }

    /// <summary>Writes one JSON document as the result.</summary>
    public void WriteJson<T>(T value) => Line(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)CliJson.Indented.GetTypeInfo(typeof(T))));

    /// <summary>Writes one line of JSON as a part of the result.</summary>
    public void WriteJsonLine<T>(T value) => Line(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)CliJson.Compact.GetTypeInfo(typeof(T))));

    /// <summary>Tells what is going on; not part of the result.</summary>
    public void Info(string text)
    {
        if (Live)
        {
            // Past the moving part of the screen, which the console redraws below it.
            error.Value.WriteLine(Printable(text));
        }
        else if (!json && !quiet)
        {
            Notice(text);
        }
    }

    /// <summary>Like <see cref="Info"/>, in grey.</summary>
    public void Faint(string text)
    {
        if (!json && !quiet)
        {
            error.Value.WriteLine(text, new Style(decoration: Decoration.Dim));
        }
    }

    /// <summary>Tells what may not be as the user means it, though the command goes on: to scripts too, as one line of JSON, and not when only results and errors are wanted.</summary>
    public void Warn(string text)
    {
        if (quiet)
        {
            return;
        }

        if (json)
        {
            host.Error.WriteLine(JsonSerializer.Serialize(new Warning(text), CliJson.Type<Warning>()));
        }
        else
        {
            ErrorText("warning: ", Color.Yellow);
            Notice(text);
        }
    }

    /// <summary>A question or a notice without which the user could not go on: written even when quiet.</summary>
    public void Notice(string text) => host.Error.WriteLine(host.ErrorIsTerminal ? Printable(text) : text);

    /// <summary>Writes text to standard error in a colour, whatever the mode.</summary>
    public void ErrorText(string text, Color colour) => error.Value.Write(new Text(text, new Style(colour)));

    private void Styled(string text, Style style)
    {
        if (color && host.OutputIsTerminal && !style.Equals(Style.Plain))
        {
            output.Value.WriteLine(Printable(text), style);
        }
        else
        {
            Line(text);
        }
    }

    private static int WidthOf(string text) => new Segment(text).CellCount();

    // Control characters of an agent's own text must not steer the user's terminal.
    private static string Printable(string text) =>
        text.Any(IsControl) ? string.Concat(text.Select(letter => IsControl(letter) ? '\uFFFD' : letter)) : text;

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');

    private static IAnsiConsole Console(TextWriter writer, bool terminal, bool color, int? width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal && color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Profile.Width = width ?? console.Profile.Width;
        return console;
    }
}
