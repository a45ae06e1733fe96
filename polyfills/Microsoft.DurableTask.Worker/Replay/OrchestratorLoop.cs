using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>
/// Runs an orchestrator's code and all its continuations on the thread that calls <see cref="Run"/>, in a fixed order. A continuation that
/// comes from elsewhere was not caused by the history, so it is refused and reported.
/// </summary>
internal sealed class OrchestratorLoop : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly Scheduler _scheduler;
    private readonly Action _refused;
    private int _thread;

    /// <param name="refused">Called, on any thread, when a continuation was refused.</param>
    public OrchestratorLoop(Action refused)
    {
        _refused = refused;
        _scheduler = new(this);
    }

    /// <summary>Whether the caller is the orchestrator's code.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs an action and then everything that follows from it, until nothing is left to run.</summary>
    public void Run(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            Task task = new(
                () =>
                {
                    action();
                    Drain();
                },
                CancellationToken.None);
            task.RunSynchronously(_scheduler);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(previous);
        }
    }

    /// <summary>Runs everything that waits to be run.</summary>
    public void Drain()
    {
        while (_queue.TryDequeue(out var item))
            item.Callback(item.State);
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
            _queue.Enqueue((d, state));
        else
            _refused();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
            throw new InvalidOperationException(OrchestrationSession.IllegalAwaitMessage);
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    // Makes continuations that follow the current scheduler instead of the context come here too.
    private sealed class Scheduler(OrchestratorLoop loop) : TaskScheduler
    {
        private readonly ConcurrentDictionary<Task, bool> _waiting = new();

        public override int MaximumConcurrencyLevel => 1;

        protected override void QueueTask(Task task)
        {
            _waiting.TryAdd(task, true);
            loop.Post(
                _ =>
                {
                    _waiting.TryRemove(task, out bool _);
                    TryExecuteTask(task);
                },
                state: null);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            loop.IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => _waiting.Keys;
    }
}
