namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>One call of an activity.</summary>
/// <param name="Name">The activity.</param>
/// <param name="InstanceId">The orchestration that calls it.</param>
/// <param name="TaskId">The call's number in the orchestration.</param>
/// <param name="Input">The serialized input.</param>
/// <param name="TraceParent">The trace that started the orchestration.</param>
internal sealed record ActivityCall(string Name, string InstanceId, int TaskId, string? Input, string? TraceParent);
