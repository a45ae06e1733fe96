using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>One line of workerd's output: a control message, a console call, or the runtime's own log.</summary>
/// <param name="Level">debug, info, log, warn, error or fatal.</param>
/// <param name="Message">The text as written.</param>
/// <param name="FromRuntime">True for workerd's own log, false for what the script's console wrote.</param>
/// <param name="Timestamp">When it was written; null for what has no time, such as output during start-up.</param>
/// <param name="Listening">The name of the socket, when the line says that it listens.</param>
internal sealed partial record WorkerdLine(string Level, string Message, bool FromRuntime, DateTimeOffset? Timestamp, string? Listening = null)
{
    public static WorkerdLine Parse(string line)
    {
        if (!line.StartsWith('{'))
            return new WorkerdLine("info", line, FromRuntime: true, null);
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("event", out var name) && name.ValueEquals("listen"))
                return new WorkerdLine("debug", line, FromRuntime: true, null, root.GetProperty("socket").GetString());
            return new WorkerdLine(
                root.TryGetProperty("level", out var level) ? level.GetString() ?? "info" : "info",
                root.TryGetProperty("message", out var message) ? message.GetString() ?? "" : line,
                root.TryGetProperty("source", out _),
                root.TryGetProperty("timestamp", out var timestamp) ? Time(timestamp) : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return ParseCut(line);
        }
    }

    /// <summary>A line that was too long has no end and is no JSON any more. What it begins with is told, and never the line as it is.</summary>
    private static WorkerdLine ParseCut(string line)
    {
        var message = CutMessage().Match(line);
        if (!message.Success || Unescape(message.Groups["text"].Value) is not { } text)
            return new WorkerdLine("info", "A line of the runtime's could not be read.", FromRuntime: true, null);
        var head = line[..message.Index];
        return new WorkerdLine(CutLevel().Match(head) is { Success: true } level ? level.Groups["level"].Value : "info", text + "…", head.Contains("\"source\":", StringComparison.Ordinal), null);
    }

    private static string? Unescape(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{text}\"");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The console writes a number, the runtime a number in quotes; the module scope has no clock and writes 0.</summary>
    private static DateTimeOffset? Time(JsonElement value)
    {
        long milliseconds = 0;
        var known = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out milliseconds),
            JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds),
            _ => false,
        };
        return known && milliseconds > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    [GeneratedRegex("""
        "message":"(?<text>([^"\\]|\\u[0-9a-fA-F]{4}|\\[^u]){1,4000})
        """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CutMessage();

    [GeneratedRegex("\"level\":\"(?<level>[a-z]{1,10})\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CutLevel();
}
