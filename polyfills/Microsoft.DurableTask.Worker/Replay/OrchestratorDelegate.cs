namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>Calls an orchestrator's code.</summary>
/// <param name="context">What it may do.</param>
/// <param name="released">Cancelled when this run of the code is dropped or has ended, for what must be disposed of with it.</param>
/// <returns>The orchestration's output.</returns>
internal delegate Task<object?> OrchestratorDelegate(TaskOrchestrationContext context, CancellationToken released);
