namespace Webhost.Core.AsyncInvocations;

/// <summary>How far an asynchronous invocation is.</summary>
/// <param name="LookAgainAt">When there is more to do; null when all is done.</param>
public sealed record AsyncInvocationStep(DateTimeOffset? LookAgainAt);
