using Webhost.Cli.Shell;
using Webhost.Contracts.Logs;

namespace Webhost.Cli.Logs;

/// <summary>Log lines for people.</summary>
internal static class LogText
{
    /// <summary>Writes a line, and the stack of an error below it.</summary>
    public static void Write(Terminal terminal, LogLine line)
    {
        var trace = line.TraceId is { Length: > 8 } id ? $" [{id[..8]}]" : string.Empty;
        terminal.LogLine($"{Moment.ShowExactly(line.Timestamp)} {line.Level,-5}{trace} {line.Message}", line.Level);
        foreach (var frame in line.Stack?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            terminal.LogLine($"    {frame.Trim()}", line.Level);
        }
    }
}
