namespace Webhost.Local.AgentCore.Admin;

/// <summary>A fault that waits for requests to come.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Operation">The operation that it happens to, as AWS names it; null for any.</param>
/// <param name="Times">How many times it happens.</param>
/// <param name="Message">What is said; null for the usual words.</param>
internal sealed record Fault(string Kind, string? Operation, int Times, string? Message)
{
    /// <summary>Refused with 429.</summary>
    public const string Throttle = "throttle";

    /// <summary>Refused with 409 RetryableConflictException.</summary>
    public const string RetryableConflict = "retryableConflict";

    /// <summary>Refused with 500 before anything was done.</summary>
    public const string InternalError = "internalError";

    /// <summary>Refused with 402.</summary>
    public const string Quota = "quota";

    /// <summary>A version that does not become READY.</summary>
    public const string FailCreate = "failCreate";

    /// <summary>The connection is cut in the middle of an agent's answer, after its first bytes.</summary>
    public const string CutStream = "cutStream";

    public static readonly IReadOnlyList<string> Kinds = [Throttle, RetryableConflict, InternalError, Quota, FailCreate, CutStream];
}
