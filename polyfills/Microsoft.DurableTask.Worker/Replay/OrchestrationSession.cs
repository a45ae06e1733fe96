using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>
/// One orchestrator's code in memory. Stored turns are replayed into it, then new ones run. Knows nothing of storage. Not safe for use by
/// several threads at once.
/// </summary>
internal sealed class OrchestrationSession : IDisposable
{
    public const string IllegalAwaitMessage =
        "The orchestrator awaited something that does not come from its context (for instance Task.Delay, Task.Run, I/O or ConfigureAwait(false)), "
        + "or used its context on another thread. Orchestrators may await only tasks of their TaskOrchestrationContext.";

    private readonly OrchestratorLoop _loop;
    private readonly Action _wake;
    private readonly OrchestratorDelegate _orchestrator;
    private readonly DataConverter _converter;
    private readonly ReplayContext _context;
    private readonly SortedDictionary<int, PendingTask> _pending = [];
    private readonly List<HistoryEvent> _heldBack = [];
    private readonly CancellationTokenSource _released = new();
    private List<Command> _commands = [];
    private Task<object?>? _execution;
    private Restart? _restart;
    private bool _keepEvents;
    private Complete? _end;
    private int _nextId;
    private volatile bool _disturbed;

    /// <param name="start">What the orchestrator is called with.</param>
    /// <param name="orchestrator">Its code.</param>
    /// <param name="converter">Reads and writes its payloads.</param>
    /// <param name="loggers">Makes its loggers.</param>
    /// <param name="wake">Called on any thread when the code went on by itself, which it must not; the next turn fails the orchestration.</param>
    public OrchestrationSession(
        OrchestrationStart start, OrchestratorDelegate orchestrator, DataConverter converter, ILoggerFactory loggers, Action? wake = null)
    {
        _wake = wake ?? (static () => { });
        _orchestrator = orchestrator;
        _converter = converter;
        _loop = new(Disturb);
        _context = new(this, start, converter, loggers);
        Events = new(converter);
    }

    /// <summary>The time of the turn that runs.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>Whether the turn that runs has run before.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>Whether the instance is paused.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>The serialized custom status.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>The external events.</summary>
    public ExternalEvents Events { get; }

    /// <summary>Whether the code went on by itself.</summary>
    public bool IsDisturbed => _disturbed;

    /// <summary>What has been asked for and has not ended, by number.</summary>
    public IEnumerable<Command> Pending => _pending.Values.Select(task => task.Command);

    /// <summary>Whether a task waits for its end.</summary>
    public bool IsPending(int id) => _pending.ContainsKey(id) && !_heldBack.OfType<TaskEnded>().Any(ended => ended.Id == id);

    /// <summary>Whether a timer waits for its time.</summary>
    public bool IsTimerPending(int id) => _pending.ContainsKey(id) && !_heldBack.OfType<TimerFired>().Any(fired => fired.Id == id);

    /// <summary>Runs a stored turn again.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code asked for something else than it did the first time.</exception>
    public void Replay(Turn turn)
    {
        IsReplaying = true;
        try
        {
            var actual = Execute(turn.Time, turn.Events);
            for (var index = 0; index < Math.Max(actual.Count, turn.Commands.Count); index++)
            {
                var expected = index < turn.Commands.Count ? turn.Commands[index].Identity : "nothing more";
                var got = index < actual.Count ? actual[index].Identity : "nothing more";
                if (!string.Equals(expected, got, StringComparison.Ordinal))
                {
                    throw new NonDeterministicOrchestrationException(
                        $"Non-deterministic orchestrator '{_context.Name}': the history has {expected}, the replay has {got}. "
                        + "Either the code changed while instances run, or it depends on something that is not in its history.");
                }
            }
        }
        finally
        {
            IsReplaying = false;
        }
    }

    /// <summary>Runs a new turn and gives what the code asked for.</summary>
    public IReadOnlyList<Command> Run(DateTimeOffset time, IReadOnlyList<HistoryEvent> events)
    {
        try
        {
            return Execute(time, events);
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            return [.. _commands, Fail(exception)];
        }
    }

    /// <summary>Throws unless the caller is the orchestrator's code on its thread.</summary>
    public void EnsureThread()
    {
        if (_loop.IsCurrent)
            return;
        Disturb();
        throw new InvalidOperationException(IllegalAwaitMessage);
    }

    /// <summary>Asks for something that ends later.</summary>
    public PendingTask Begin(Func<int, Command> create)
    {
        EnsureThread();
        var id = _nextId++;
        PendingTask task = new(id, create(id));
        _commands.Add(task.Command);
        _pending.Add(id, task);
        return task;
    }

    /// <summary>A task that ends when the token is cancelled.</summary>
    public async Task CancelWithAsync(PendingTask task, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() =>
        {
            if (task.Cancel(cancellationToken))
                _pending.Remove(task.Id);
        });
        await task.Task;
    }

    /// <summary>Asks for an event to be sent.</summary>
    public void Send(string instanceId, string name, string? payload) => _commands.Add(new SendEvent(_nextId++, instanceId, name, payload));

    /// <summary>Asks for a new beginning after the code's end.</summary>
    public void ContinueAsNew(string? input, bool preserveEvents)
    {
        _restart = new(input, []);
        _keepEvents = preserveEvents;
    }

    public void Dispose()
    {
        _released.Cancel();
        _released.Dispose();
    }

    private List<Command> Execute(DateTimeOffset time, IReadOnlyList<HistoryEvent> events)
    {
        Time = time > Time ? time : Time;
        _commands = [];
        _loop.Run(() =>
        {
            foreach (var happened in events)
            {
                Apply(happened);
                _loop.Drain();
            }
        });
        if (_end is null && (_disturbed || IsStuck()))
            _end = new(OrchestrationRuntimeStatus.Failed, Output: null, Failure.From(new InvalidOperationException(IllegalAwaitMessage)));
        if ((_end ?? Result()) is { } ending)
            _commands.Add(ending);
        return _commands;
    }

    private void Apply(HistoryEvent happened)
    {
        switch (happened)
        {
            case ExecutionTerminated terminated:
                _end ??= new(OrchestrationRuntimeStatus.Terminated, terminated.Output, Failure: null);
                break;
            case ExecutionSuspended:
                IsSuspended = true;
                break;
            case ExecutionResumed:
                Resume();
                break;
            case var _ when IsSuspended:
                _heldBack.Add(happened);
                break;
            case ExecutionStarted:
                Start();
                break;
            case TaskCompleted completed:
                Take(completed.Id)?.Complete(completed.Result, failure: null);
                break;
            case TaskFailed failed:
                Take(failed.Id)?.Complete(result: null, failed.Failure);
                break;
            case TimerFired fired:
                Take(fired.Id)?.Complete(result: null, failure: null);
                break;
            case EventRaised raised:
                Events.Raise(raised.Name, raised.Payload);
                break;
            default:
                throw new InvalidOperationException($"The history holds an event of the unknown kind {happened.GetType()}.");
        }
    }

    private void Start()
    {
        try
        {
            _execution = _orchestrator(_context, _released.Token);
        }
        catch (Exception exception)
        {
            _execution = Task.FromException<object?>(exception);
        }

        // Ends on another thread only if something foreign was awaited.
        _ = _execution.ContinueWith(
            _ =>
            {
                if (!_loop.IsCurrent)
                    Disturb();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Resume()
    {
        IsSuspended = false;
        HistoryEvent[] waiting = [.. _heldBack];
        _heldBack.Clear();
        foreach (var happened in waiting)
        {
            Apply(happened);
            _loop.Drain();
        }
    }

    private PendingTask? Take(int id)
    {
        if (_pending.Remove(id, out var task))
            return task;
        // A cancelled timer may have fired before the cancellation was known.
        if (id < _nextId)
            return null;
        throw new NonDeterministicOrchestrationException(
            $"Non-deterministic orchestrator '{_context.Name}': the history has the end of task #{id}, which the code never asked for.");
    }

    private Command? Result()
    {
        if (_execution is not { IsCompleted: true })
            return null;
        if (_execution.IsFaulted || _execution.IsCanceled)
            return Fail(Unwrap(_execution));
        if (_restart is not null)
            return _restart with { Events = _keepEvents ? [.. Events.Kept.Select(item => new EventRaised(item.Name, item.Payload))] : [] };
        try
        {
            return new Complete(OrchestrationRuntimeStatus.Completed, _converter.Serialize(_execution.Result), Failure: null);
        }
        catch (Exception exception)
        {
            return Fail(exception);
        }
    }

    private static Complete Fail(Exception exception) => new(OrchestrationRuntimeStatus.Failed, Output: null, Failure.From(exception));

    private static Exception Unwrap(Task task) => task.Exception?.InnerException ?? new TaskCanceledException(task);

    // Nothing that the history can bring would make the code go on.
    private bool IsStuck() =>
        _execution is { IsCompleted: false } && !IsSuspended && _pending.Count == 0 && !Events.IsAwaited;

    private void Disturb()
    {
        _disturbed = true;
        _wake();
    }
}
