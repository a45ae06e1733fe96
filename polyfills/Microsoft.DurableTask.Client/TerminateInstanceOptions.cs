namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is ended.</summary>
/// <param name="Output">What becomes its output.</param>
/// <param name="Recursive">Whether the sub-orchestrations that it waits for are ended too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
