using System.Globalization;
using Webhost.Core.Invocation;

namespace Webhost.Core.Telemetry;

/// <summary>One hour of one agent: the unit in which raw events are kept and rolled up.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Start">The hour's start, UTC.</param>
public readonly record struct MetricHour(string AgentId, DateTimeOffset Start)
{
    private const string Format = "yyyyMMddHH";

    /// <summary>The hour as it stands in keys.</summary>
    public string Key => Start.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The hour in which an invocation was made. It follows from the id, so that a repeated event can't move to another hour.</summary>
    public static MetricHour Of(string agentId, InvocationId invocationId) => new(agentId, Floor(invocationId.CreatedAt));

    /// <summary>The start of the hour that a time lies in.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    /// <summary>The first whole hour that is not before a time.</summary>
    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time) is var start && start < time ? start.AddHours(1) : start;

    /// <summary>Reads <see cref="Key"/> back.</summary>
    public static DateTimeOffset ParseKey(string key) => TryParseKey(key, out var start) ? start : throw new FormatException($"'{key}' is not the key of an hour.");

    /// <summary>Reads <see cref="Key"/> back.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParseKey(string key, out DateTimeOffset start) =>
        DateTimeOffset.TryParseExact(key, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out start);
}
