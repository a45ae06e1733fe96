using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>How one attempt at a task ended.</summary>
/// <param name="Id">The task's number.</param>
/// <param name="Result">The serialized result of a success.</param>
/// <param name="Failure">The failure; null for a success.</param>
internal readonly record struct TaskOutcome(int Id, string? Result, Failure? Failure);
