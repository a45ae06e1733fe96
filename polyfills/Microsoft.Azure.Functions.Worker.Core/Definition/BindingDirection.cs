namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether a binding gives the function something or takes something from it.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In,

    /// <summary>Out of the function.</summary>
    Out,
}
