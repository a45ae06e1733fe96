namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is purged.</summary>
/// <param name="Recursive">Reserved for sub-orchestrations; back ends on storage ignore it.</param>
public record PurgeInstanceOptions(bool Recursive = false);
