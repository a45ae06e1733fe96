namespace Webhost.Contracts.Errors;

/// <summary>A normalized error: safe to show, free of vendor internals and secrets.</summary>
public sealed record ErrorBody
{
    /// <summary>The machine-readable class of the error.</summary>
    public required ErrorCode Code { get; init; }

    /// <summary>One sentence for people: the cause and the next step.</summary>
    public required string Message { get; init; }

    /// <summary>Whether the same request may succeed when sent again unchanged.</summary>
    public required bool Retryable { get; init; }

    /// <summary>The W3C trace id to quote to support; also in the <c>traceparent</c> response header.</summary>
    public required string TraceId { get; init; }

    /// <summary>Every problem found in the request, in order; absent for other errors.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>The limit that was hit; only with <see cref="ErrorCode.LimitExceeded"/>.</summary>
    public LimitDetails? Limit { get; init; }
}
