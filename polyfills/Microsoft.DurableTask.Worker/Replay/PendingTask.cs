using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>Something that the orchestrator waits for: an activity, a sub-orchestration or a timer.</summary>
internal sealed class PendingTask(int id, Command command)
{
    private readonly TaskCompletionSource<TaskOutcome> _source = new();

    /// <summary>Its number.</summary>
    public int Id => id;

    /// <summary>What was asked for.</summary>
    public Command Command => command;

    /// <summary>Completes on the orchestrator's thread.</summary>
    public Task<TaskOutcome> Task => _source.Task;

    /// <summary>Gives the outcome to whoever waits.</summary>
    public void Complete(string? result, Failure? failure) => _source.TrySetResult(new(id, result, failure));

    /// <summary>Ends the wait; false when it is over already.</summary>
    public bool Cancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);
}
