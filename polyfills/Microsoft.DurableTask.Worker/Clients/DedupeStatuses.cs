using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Clients;

/// <summary>In which states an existing instance refuses a start with its id.</summary>
internal static class DedupeStatuses
{
    private static readonly OrchestrationRuntimeStatus[] Running =
    [
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Reads the states of the options; the running ones when there are none.</summary>
    /// <exception cref="ArgumentException">A state is unknown, or the states contradict each other.</exception>
    public static IReadOnlyCollection<OrchestrationRuntimeStatus> Read(StartOrchestrationOptions? options)
    {
        if (options?.DedupeStatuses is not { } names)
            return Running;
        HashSet<OrchestrationRuntimeStatus> statuses = [];
        foreach (var name in names)
        {
            if (!Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) || !Enum.IsDefined(status))
                throw new ArgumentException($"Invalid orchestration runtime status: '{name}' for deduplication.", nameof(options));
            statuses.Add(status);
        }

        return statuses.Contains(OrchestrationRuntimeStatus.Terminated) && !Running.All(statuses.Contains)
            ? throw new ArgumentException(
                "Dedupe statuses that contain Terminated must contain all running statuses: a running instance would be terminated and then refuse the start.",
                nameof(options))
            : statuses;
    }
}
