namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows about this invocation beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>Names and values from the trigger; for HTTP the route values.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
