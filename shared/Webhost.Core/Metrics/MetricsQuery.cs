using System.Globalization;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>A checked window of metrics.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Step">The length of a point.</param>
/// <param name="DeploymentId">Only this deployment; null for all.</param>
public sealed record MetricsQuery(DateTimeOffset From, DateTimeOffset To, TimeSpan Step, string? DeploymentId)
{
    private const int MaximumPoints = 2_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1),
    ];

    /// <summary>Checks the query's parts. Without any, it is the last 24 hours by the hour.</summary>
    public static Result<MetricsQuery> Of(string? from, string? to, string? step, string? deploymentId, DateTimeOffset now)
    {
        var problems = new List<Problem>();
        var end = Time("to", to, now, problems);
        var start = Time("from", from, problems.Count == 0 ? end - TimeSpan.FromDays(1) : now, problems);
        if (problems.Count == 0 && (start >= end || end - start > Longest))
        {
            problems.Add(new Problem("from", $"'from' lies before 'to', by at most {Longest.TotalDays:0} days."));
        }

        var width = StepOf(step, end - start, problems);
        if (problems.Count == 0 && (end - start) / width > MaximumPoints)
        {
            problems.Add(new Problem("step", $"That is more than {MaximumPoints} points. Use a longer step or a shorter window."));
        }

        return problems.Count == 0
            ? new MetricsQuery(Floor(start, width), end, width, string.IsNullOrEmpty(deploymentId) ? null : deploymentId)
            : Failure.Invalid.All(problems);
    }

    /// <summary>The length of a point in seconds.</summary>
    public int StepSeconds => (int)Step.TotalSeconds;

    /// <summary>The starts of all points, in order.</summary>
    public IEnumerable<DateTimeOffset> Points()
    {
        for (var start = From; start < To; start += Step)
        {
            yield return start;
        }
    }

    /// <summary>The start of the point that a time lies in.</summary>
    public DateTimeOffset PointOf(DateTimeOffset time) => Floor(time, Step);

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Time(string path, string? text, DateTimeOffset fallback, List<Problem> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (IsoTime.TryParse(text, out var time) && time.Year is >= 2000 and < 2200)
        {
            return time;
        }

        problems.Add(new Problem(path, "Give a time as in 2026-11-23T14:00:00Z."));
        return fallback;
    }

    private static TimeSpan StepOf(string? text, TimeSpan window, List<Problem> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return window <= TimeSpan.FromHours(2) ? Steps[0] : window <= TimeSpan.FromDays(4) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        }

        var step = Parse(text);
        if (Array.IndexOf(Steps, step) < 0)
        {
            problems.Add(new Problem("step", "A step is one of 1m, 5m, 15m, 1h, 6h, 1d, or the same in seconds."));
            return TimeSpan.FromHours(1);
        }

        return step;
    }

    private static TimeSpan Parse(string text)
    {
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return int.TryParse(unit == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 86400
            ? TimeSpan.FromSeconds((double)number * Math.Max(unit, 1))
            : TimeSpan.Zero;
    }
}
