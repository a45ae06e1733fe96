namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>What an orchestrator is called with.</summary>
internal sealed record OrchestrationStart(string InstanceId, string Name)
{
    /// <summary>The version given at the start; empty for none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The serialized input.</summary>
    public string? Input { get; init; }

    /// <summary>The orchestration that called this one.</summary>
    public ParentOrchestrationInstance? Parent { get; init; }
}
