using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>An instance as stored. Who holds its latest ETag may change it; everybody else's change is refused.</summary>
internal sealed record InstanceRecord
{
    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public string Version { get; init; } = "";

    public required OrchestrationRuntimeStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The earliest start; null for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public Failure? Failure { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>The worker that runs it, as long as that worker lives.</summary>
    public string? Owner { get; init; }

    /// <summary>Counts up when the instance begins again with an empty history.</summary>
    public int Generation { get; init; }

    /// <summary>How many turns its present history has.</summary>
    public int Turns { get; init; }

    /// <summary>How many turns of its present history have had their events sent to other instances.</summary>
    public int SentTurns { get; init; }

    /// <summary>Who waits for its result.</summary>
    public ParentTask? Parent { get; init; }

    /// <summary>The trace that started it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Events that the last generation left to this one.</summary>
    public IReadOnlyList<EventRaised> CarriedEvents { get; init; } = [];

    public ETag ETag { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded =>
        Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
