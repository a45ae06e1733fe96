using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Core.Deployments;

/// <summary>Why a step failed, in a form that durable history may hold: safe to show, without secrets.</summary>
public sealed record StepFailure
{
    // All together well below what a row holds.
    private const int MaximumText = 16_000;
    private const int MaximumTexts = 200_000;

    /// <summary>The error's code.</summary>
    public required ErrorCode Code { get; init; }

    /// <summary>The cause and the next step.</summary>
    public required string Message { get; init; }

    /// <summary>Whether deploying again unchanged may succeed.</summary>
    public bool Retryable { get; init; }

    /// <summary>The problems of the artifact or the manifest.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>The plan limit that stands in the way.</summary>
    public LimitDetails? Limit { get; init; }

    /// <summary>The record of a fault that nobody expected.</summary>
    /// <param name="doing">What was being done, such as <c>deploying</c>.</param>
    public static StepFailure Unexpected(string doing) =>
        new() { Code = ErrorCode.Internal, Message = $"Something went wrong on our side while {doing}. Try again.", Retryable = true };

    /// <summary>The record of a failure. Long texts, such as one that names all that a bundle exports, are cut: what can't be recorded would never end.</summary>
    public static StepFailure Of(Failure failure) => new()
    {
        Code = failure switch
        {
            Failure.Invalid => ErrorCode.InvalidRequest,
            Failure.LimitExceeded => ErrorCode.LimitExceeded,
            Failure.NotFound => ErrorCode.NotFound,
            Failure.Conflict => ErrorCode.Conflict,
            _ => ErrorCode.DeploymentFailed,
        },
        Message = Excerpt.Of(failure.Message, MaximumText),
        Retryable = failure.Retryable,
        Problems = (failure as Failure.Invalid)?.Problems is { } problems
            ? [.. problems.Select(problem => problem with { Message = Excerpt.Of(problem.Message, Math.Min(MaximumText, MaximumTexts / problems.Count)) })]
            : null,
        Limit = (failure as Failure.LimitExceeded)?.Limit,
    };
}
