using Webhost.Core.Plans;

namespace Webhost.Core.Invocation;

/// <summary>Bounds of an invocation (section <c>Invocation</c>).</summary>
public sealed record InvocationOptions
{
    /// <summary>The largest request body in bytes.</summary>
    public required int MaximumBodyBytes { get; init; }

    /// <summary>The most messages of a request.</summary>
    public required int MaximumMessages { get; init; }

    /// <summary>The most characters of one message.</summary>
    public required int MaximumMessageCharacters { get; init; }

    /// <summary>The time-out when the caller names none, and the most that a caller may name, where the plan says nothing else.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The most time for an answer that its caller waits for in one piece, whatever the plan says: Azure cuts an HTTP answer that stays silent for 230 seconds.</summary>
    public required TimeSpan LongestInOnePiece { get; init; }

    /// <summary>How long a stream may be silent before a heartbeat is sent.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that an invocation may take in a plan, where its runtime allows that.</summary>
    public TimeSpan LongestOf(Plan plan, bool inOnePiece)
    {
        var longest = plan.InvocationTimeout ?? Timeout;
        return inOnePiece && longest > LongestInOnePiece ? LongestInOnePiece : longest;
    }
}
