using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Core.Audit;

/// <summary>Which entries are wanted.</summary>
public sealed record AuditFilter
{
    private const string Any = ".*";

    /// <summary>An action such as <c>secret.set</c>, or all of a kind as in <c>secret.*</c>; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>The target's id, or the id of the agent that the target belongs to; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>Inclusive; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The part before the dot when a whole kind of actions is wanted.</summary>
    public string? ActionKind => Action?.EndsWith(Any, StringComparison.Ordinal) is true ? Action[..^Any.Length] : null;

    /// <summary>Checks the query's parts.</summary>
    public static Result<AuditFilter> Of(string? action, string? target, string? from, string? to)
    {
        var problems = new List<Problem>();
        var start = Time("from", from, problems);
        var end = Time("to", to, problems);
        if (start >= end)
        {
            problems.Add(new Problem("from", "'from' lies before 'to'."));
        }

        return problems.Count == 0
            ? new AuditFilter { Action = NullIfEmpty(action), Target = NullIfEmpty(target), From = start, To = end }
            : Failure.Invalid.All(problems);
    }

    private static DateTimeOffset? Time(string path, string? text, List<Problem> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (IsoTime.TryParse(text, out var time))
        {
            return time;
        }

        problems.Add(new Problem(path, "Give a time as in 2026-11-23T14:00:00Z."));
        return null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
