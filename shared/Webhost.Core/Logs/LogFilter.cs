using Webhost.Contracts.Logs;
using Webhost.Core.Results;

namespace Webhost.Core.Logs;

/// <summary>Which lines are wanted.</summary>
public sealed record LogFilter
{
    private static readonly string[] Levels = ["debug", "info", "warn", "error"];

    /// <summary>The least level; null for all.</summary>
    public string? Level { get; init; }

    /// <summary>Only lines of this trace; null for all.</summary>
    public string? TraceId { get; init; }

    /// <summary>Only lines that contain this text, without regard to case; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Only lines of this deployment; null for all.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>Only lines since this time; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Checks the query's parts.</summary>
    public static Result<LogFilter> Of(string? level, string? traceId, string? text, string? deploymentId, DateTimeOffset? since)
    {
        if (!string.IsNullOrEmpty(level) && !Levels.Contains(level, StringComparer.Ordinal))
        {
            return Failure.Invalid.At("level", $"A level is one of: {string.Join(", ", Levels)}.");
        }

        return new LogFilter { Level = NullIfEmpty(level), TraceId = NullIfEmpty(traceId), Text = NullIfEmpty(text), DeploymentId = NullIfEmpty(deploymentId), Since = since };
    }

    /// <summary>Whether a line is wanted.</summary>
    public bool Accepts(LogLine line) =>
        (Level is null || Array.IndexOf(Levels, line.Level) >= Array.IndexOf(Levels, Level))
        && (TraceId is null || string.Equals(line.TraceId, TraceId, StringComparison.Ordinal))
        && (DeploymentId is null || string.Equals(line.DeploymentId, DeploymentId, StringComparison.Ordinal))
        && (Text is null || line.Message.Contains(Text, StringComparison.OrdinalIgnoreCase))
        && (Since is not { } since || line.Timestamp >= since);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
