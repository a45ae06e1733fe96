namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Runs an activity and gives its result.</summary>
internal delegate Task<object?> ActivityDelegate(ActivityCall call, CancellationToken cancellationToken);
