using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Worker.History;

/// <summary>Something that happened to an orchestration from outside its code. Changed additively: stored histories must stay readable.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ExecutionStarted), "started")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskFailed), "failed")]
[JsonDerivedType(typeof(TimerFired), "fired")]
[JsonDerivedType(typeof(EventRaised), "raised")]
[JsonDerivedType(typeof(ExecutionSuspended), "suspended")]
[JsonDerivedType(typeof(ExecutionResumed), "resumed")]
[JsonDerivedType(typeof(ExecutionTerminated), "terminated")]
internal abstract record HistoryEvent;

/// <summary>The orchestrator is called.</summary>
internal sealed record ExecutionStarted : HistoryEvent;

/// <summary>The end of an activity or sub-orchestration.</summary>
internal abstract record TaskEnded(int Id) : HistoryEvent;

/// <summary>An activity or sub-orchestration gave a result.</summary>
internal sealed record TaskCompleted(int Id, string? Result) : TaskEnded(Id);

/// <summary>An activity or sub-orchestration failed.</summary>
internal sealed record TaskFailed(int Id, Failure Failure) : TaskEnded(Id);

/// <summary>A timer's time came.</summary>
internal sealed record TimerFired(int Id) : HistoryEvent;

/// <summary>An external event came in.</summary>
internal sealed record EventRaised(string Name, string? Payload) : HistoryEvent;

/// <summary>The instance is paused: what follows waits for the resumption.</summary>
internal sealed record ExecutionSuspended(string? Reason) : HistoryEvent;

/// <summary>The instance goes on.</summary>
internal sealed record ExecutionResumed(string? Reason) : HistoryEvent;

/// <summary>The instance is ended from outside.</summary>
internal sealed record ExecutionTerminated(string? Output, bool Recursive) : HistoryEvent;
