namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes one binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The bound parameter's name, or <c>$return</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of binding, for example <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The direction of the binding.</summary>
    public abstract BindingDirection Direction { get; }
}
