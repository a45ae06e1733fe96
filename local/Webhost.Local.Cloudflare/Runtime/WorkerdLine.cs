using System.Globalization;
using System.Text.Json;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>One line of workerd's output: a control message, a console call, or the runtime's own log.</summary>
/// <param name="Level">debug, info, log, warn, error or fatal.</param>
/// <param name="Message">The text as written.</param>
/// <param name="FromRuntime">True for workerd's own log, false for what the script's console wrote.</param>
/// <param name="Timestamp">When it was written; null for what has no time, such as output during start-up.</param>
/// <param name="Listening">The name of the socket, when the line says that it listens.</param>
internal sealed record WorkerdLine(string Level, string Message, bool FromRuntime, DateTimeOffset? Timestamp, string? Listening = null)
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
            return new WorkerdLine("info", line, FromRuntime: true, null);
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
}
