namespace Microsoft.DurableTask;

/// <summary>Says whether a failed task is tried again. Runs as part of the orchestrator, so it must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Says whether a failed task is tried again. Runs as part of the orchestrator, so it must be deterministic; it may await durable timers.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
