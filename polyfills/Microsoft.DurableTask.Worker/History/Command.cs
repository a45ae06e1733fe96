using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.History;

/// <summary>Something that the orchestrator's code asked for. A replay must ask for the same.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CallActivity), "activity")]
[JsonDerivedType(typeof(CallSubOrchestration), "sub-orchestration")]
[JsonDerivedType(typeof(StartTimer), "timer")]
[JsonDerivedType(typeof(SendEvent), "event")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Restart), "restart")]
internal abstract record Command
{
    /// <summary>What is compared between history and replay, and shown when they differ.</summary>
    [JsonIgnore]
    public abstract string Identity { get; }
}

/// <summary>Run an activity.</summary>
internal sealed record CallActivity(int Id, string Name, string? Input, IDictionary<string, string>? Tags = null) : Command
{
    public override string Identity => $"#{Id} call of activity '{Name}'";
}

/// <summary>Run another orchestrator.</summary>
internal sealed record CallSubOrchestration(int Id, string Name, string InstanceId, string? Input, IDictionary<string, string>? Tags = null) : Command
{
    public override string Identity => $"#{Id} call of sub-orchestrator '{Name}' as '{InstanceId}'";
}

/// <summary>Wait until a time.</summary>
internal sealed record StartTimer(int Id, DateTimeOffset FireAt) : Command
{
    public override string Identity => $"#{Id} timer";
}

/// <summary>Send an event to another instance.</summary>
internal sealed record SendEvent(int Id, string InstanceId, string Name, string? Payload) : Command
{
    public override string Identity => $"#{Id} event '{Name}' to '{InstanceId}'";
}

/// <summary>The orchestration has ended.</summary>
internal sealed record Complete(OrchestrationRuntimeStatus Status, string? Output, Failure? Failure) : Command
{
    public override string Identity => "end of the orchestration";
}

/// <summary>Begin again with a new input and the events that nobody waited for.</summary>
internal sealed record Restart(string? Input, IReadOnlyList<EventRaised> Events) : Command
{
    public override string Identity => "continuation as new";
}
