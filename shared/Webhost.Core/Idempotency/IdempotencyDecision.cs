using Webhost.Core.Results;

namespace Webhost.Core.Idempotency;

/// <summary>What is to be done about a call with a key.</summary>
public abstract record IdempotencyDecision
{
    private IdempotencyDecision()
    {
    }

    /// <summary>It is the first: serve it, then keep its answer or let it go.</summary>
    public sealed record Serve(ServedCall Call) : IdempotencyDecision;

    /// <summary>It was served before: give the same answer.</summary>
    public sealed record Repeat(KeptAnswer Answer) : IdempotencyDecision;

    /// <summary>It can't be served.</summary>
    public sealed record Refuse(Failure Failure) : IdempotencyDecision;
}
