using System.Text.Json;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Results;

namespace Webhost.Core.Telemetry;

/// <summary>Reads the body of a report. Each event is read on its own: one that is not well-formed is refused and the others count.</summary>
internal static class ReportParser
{
    private const int MaximumEvents = 500;
    private const int MaximumLogLines = 1_000;
    private const string EventId = "eventId";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The report. Failure: Invalid.</summary>
    public static Result<ParsedReport> Parse(ReadOnlyMemory<byte> body) =>
        TryParse(body) ?? (NonFiniteLiterals.Quote(body.Span) is { } quoted ? TryParse(quoted) : null) ?? Malformed();

    private static Result<ParsedReport>? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: the report's own names have half a surrogate pair.
            return null;
        }
    }

    private static Result<ParsedReport> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Malformed();
        }

        if (root.TryGetProperty(EventId, out _))
        {
            var only = EventOf(root);
            return new ParsedReport(only.Event?.Timestamp ?? TimeOf(root, "timestamp"), [only], []);
        }

        if (Items(root, "events") is not { } events || Items(root, "logs") is not { } logs)
        {
            return Malformed();
        }

        return events.Count > MaximumEvents || logs.Count > MaximumLogLines
            ? new Failure.Invalid("The report is too large.", [new Problem("events", $"A report has at most {MaximumEvents} events and {MaximumLogLines} log lines.")], TooLarge: true)
            : new ParsedReport(TimeOf(root, "sentAt"), [.. events.Select(EventOf)], [.. logs.Select(ReadOrNull<TelemetryLogLine>)]);
    }

    private static ParsedEvent EventOf(JsonElement item)
    {
        if (ReadOrNull<TelemetryEvent>(item) is { } there)
        {
            return new ParsedEvent(there.EventId, there, Refusal: null);
        }

        try
        {
            return new ParsedEvent(IdOf(item), Event: null, Malformation.Of(item));
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair: not even the id is looked for among such.
            return new ParsedEvent(EventId: null, Event: null, Malformation.Unknown);
        }
    }

    /// <summary>The items of a list; none when it is absent, null when it is no list.</summary>
    private static List<JsonElement>? Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : null;
    }

    private static DateTimeOffset? TimeOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    private static string? IdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(EventId, out var id) ? ReadOrNull<string>(id) : null;

    private static T? ReadOrNull<T>(JsonElement item)
        where T : class
    {
        try
        {
            return item.Deserialize<T>(Json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair.
            return null;
        }
    }

    private static Failure.Invalid Malformed() => Failure.Invalid.At("body", "A report is a JSON object: {\"sentAt\", \"events\": […], \"logs\": […]}, or a single event.");
}
