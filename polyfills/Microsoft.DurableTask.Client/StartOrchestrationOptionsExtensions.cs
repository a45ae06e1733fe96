namespace Microsoft.DurableTask.Client;

/// <summary>Names dedupe statuses by their type.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The same options; an existing instance in one of these states refuses the start.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
