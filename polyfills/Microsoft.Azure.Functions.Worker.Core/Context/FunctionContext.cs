namespace Microsoft.Azure.Functions.Worker;

/// <summary>Everything that belongs to one invocation of one function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique for each invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Stable for a function as long as its code is the same.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace this invocation is part of.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>The trigger's named values.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>How often this invocation was tried before.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope; disposed when the invocation is over.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that runs.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Room for middleware and function to hand things to each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Typed features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller left, the function's time is up, or the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
