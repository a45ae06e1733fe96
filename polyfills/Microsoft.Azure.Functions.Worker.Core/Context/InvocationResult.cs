namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned; middleware may replace it.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
}

/// <summary>What the function returned, as <typeparamref name="T"/>; middleware may replace it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The value, or null when the function returns nothing.</summary>
    public abstract T? Value { get; set; }
}
