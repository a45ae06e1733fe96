using Webhost.Contracts.Errors;
using Webhost.Core.Limits;

namespace Webhost.Core.Results;

/// <summary>An expected outcome other than success. <see cref="ErrorBodies"/> gives each kind its code, and the HTTP layer its status.</summary>
/// <param name="Message">Safe to show: the cause and the next step, without vendor internals or secrets.</param>
public abstract record Failure(string Message)
{
    /// <summary>Whether the same request may succeed when sent again unchanged.</summary>
    public virtual bool Retryable => false;

    /// <summary>The resource does not exist, or belongs to another tenant.</summary>
    public sealed record NotFound(string Message) : Failure(Message)
    {
        /// <summary>The failure for a resource of a named kind.</summary>
        public static NotFound Of(string kind, string id) => new($"There is no {kind} '{id}'. Check the id, or list yours.");
    }

    /// <summary>The request clashes with the resource's present state.</summary>
    /// <param name="Message">The cause and the next step.</param>
    /// <param name="PreconditionFailed">Whether an <c>If-Match</c> header did not hold (HTTP 412).</param>
    /// <param name="Transient">Whether the state passes by itself, so that a retry may help.</param>
    public sealed record Conflict(string Message, bool PreconditionFailed = false, bool Transient = false) : Failure(Message)
    {
        /// <inheritdoc/>
        public override bool Retryable => Transient;
    }

    /// <summary>The request is malformed.</summary>
    /// <param name="Message">A summary.</param>
    /// <param name="Problems">Every problem, in order; of very many the first.</param>
    /// <param name="TooLarge">Whether the body is too large (HTTP 413).</param>
    public sealed record Invalid(string Message, IReadOnlyList<Problem> Problems, bool TooLarge = false) : Failure(Message)
    {
        // Whoever sends something malformed must not decide how much is recorded of it.
        private const int MaximumProblems = 100;

        /// <summary>A failure with a single problem.</summary>
        public static Invalid At(string path, string message) => new(message, [new Problem(path, message)]);

        /// <summary>A failure that lists all problems, or the first hundred and how many more there are; its message is the first and how many more there are.</summary>
        public static Invalid All(IReadOnlyList<Problem> problems) => new(
            problems.Count == 1 ? $"{problems[0].Path}: {problems[0].Message}" : $"{problems[0].Path}: {problems[0].Message} ({problems.Count - 1} more in 'problems')",
            problems.Count <= MaximumProblems ? problems : [.. problems.Take(MaximumProblems), new Problem("problems", $"There are {problems.Count - MaximumProblems:N0} more. Mend these first.")]);
    }

    /// <summary>No or an invalid credential was presented.</summary>
    public sealed record Unauthenticated(string Message) : Failure(Message)
    {
        /// <summary>Whether the credential is good and its account was deleted: a renewed one would open another account that nobody asked for.</summary>
        public bool AccountDeleted { get; init; }
    }

    /// <summary>The credential does not allow this act.</summary>
    public sealed record Denied(string Message) : Failure(Message);

    /// <summary>A plan limit is used up or does not include this act.</summary>
    public sealed record LimitExceeded(string Message, LimitDetails Limit) : Failure(Message)
    {
        /// <summary>How the caller stands with a limit of the billing period; null for other limits, which don't reset.</summary>
        public LimitStanding? Standing { get; init; }
    }

    /// <summary>A service that the platform stands on does not do its part at the moment (HTTP 503).</summary>
    /// <param name="Message">Safe to show.</param>
    /// <param name="Transient">Whether a retry may help.</param>
    public sealed record Unavailable(string Message, bool Transient = true) : Failure(Message)
    {
        /// <inheritdoc/>
        public override bool Retryable => Transient;
    }

    /// <summary>Too many requests in a short time.</summary>
    public sealed record RateLimited(string Message, TimeSpan RetryAfter) : Failure(Message)
    {
        /// <summary>How the caller stands with the platform's own limit; null when it is a runtime that can't keep up.</summary>
        public LimitStanding? Standing { get; init; }

        /// <inheritdoc/>
        public override bool Retryable => true;
    }

    /// <summary>The artifact could not be built or deployed.</summary>
    public sealed record DeploymentFailed(string Message, bool Transient = false) : Failure(Message)
    {
        /// <inheritdoc/>
        public override bool Retryable => Transient;
    }

    /// <summary>The agent or its runtime failed.</summary>
    /// <param name="Message">Safe to show.</param>
    /// <param name="Transient">Whether a retry may help, and has nothing done twice: what ran until its time was over is not called so.</param>
    /// <param name="TimedOut">Whether it took too long (HTTP 504).</param>
    public sealed record RuntimeError(string Message, bool Transient = false, bool TimedOut = false) : Failure(Message)
    {
        /// <summary>auth, limit, runtime, tool or unknown (master spec §6.4).</summary>
        public string ErrorClass { get; init; } = "runtime";

        /// <inheritdoc/>
        public override bool Retryable => Transient;
    }
}
