namespace Microsoft.Azure.Functions.Worker;

/// <summary>Counts the attempts of an invocation.</summary>
public abstract class RetryContext
{
    /// <summary>Attempts made before this one.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Attempts that are allowed after the first.</summary>
    public abstract int MaxRetryCount { get; }
}
