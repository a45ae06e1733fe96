namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>The task of an orchestration that waits for a sub-orchestration.</summary>
internal sealed record ParentTask(string InstanceId, string Name, int Generation, int TaskId);
