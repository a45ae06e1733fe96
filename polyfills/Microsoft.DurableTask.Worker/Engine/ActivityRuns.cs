using System.Collections.Concurrent;
using Microsoft.DurableTask.Worker.History;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>
/// The activities of one instance that run in this process, and their ends that are not stored yet. Outlives the orchestrator in memory,
/// so that a repeated load starts nothing twice.
/// </summary>
internal sealed partial class ActivityRuns(string instanceId, WorkerParts parts, AsyncSignal signal)
{
    private readonly HashSet<(int Generation, int Id)> _running = [];
    private readonly List<(int Generation, TaskEnded Ended)> _ended = [];
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _gate = new();

    /// <summary>Whether any runs, or has an end that is not stored yet.</summary>
    public bool IsAnyOpen
    {
        get
        {
            lock (_gate)
                return _running.Count > 0 || _ended.Count > 0;
        }
    }

    /// <summary>Starts an activity unless it runs, or has ended, already.</summary>
    public void Start(int generation, CallActivity call, string? traceParent)
    {
        lock (_gate)
        {
            if (_ended.Exists(item => item.Generation == generation && item.Ended.Id == call.Id) || !_running.Add((generation, call.Id)))
                return;
        }

        _ = Task.Run(() => RunAsync(generation, call, traceParent));
    }

    /// <summary>Adds an end that has no run, for instance of a sub-orchestration that could not be started.</summary>
    public void AddEnd(int generation, TaskEnded happened)
    {
        lock (_gate)
            _ended.Add((generation, happened));
        signal.Set();
    }

    /// <summary>The ends of tasks that still wait; all others are forgotten.</summary>
    public IReadOnlyList<TaskEnded> Ended(int generation, Func<int, bool> isPending)
    {
        lock (_gate)
        {
            _ended.RemoveAll(item => item.Generation != generation || !isPending(item.Ended.Id));
            return [.. _ended.Select(item => item.Ended)];
        }
    }

    /// <summary>Cancels what runs, because another worker has taken the instance over.</summary>
    public void Abandon() => _lost.Cancel();

    private async Task RunAsync(int generation, CallActivity call, string? traceParent)
    {
        TaskEnded? end = null;
        try
        {
            end = await RunAsync(call, traceParent);
        }
        catch (OperationCanceledException) when (_lost.IsCancellationRequested || parts.IsStopping)
        {
            // Not the activity's failure: it is run again by the next owner.
            LogAbandoned(parts.Logger, call.Name, instanceId);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove((generation, call.Id));
                if (end is not null)
                    _ended.Add((generation, end));
            }

            signal.Set();
        }
    }

    private async Task<TaskEnded> RunAsync(CallActivity call, string? traceParent)
    {
        if (parts.Tasks.Activity(call.Name) is not { } activity)
        {
            Failure missing = new(typeof(ArgumentException).FullName!, $"The activity '{call.Name}' does not exist in this application.");
            return new TaskFailed(call.Id, missing with { NotRetriable = true });
        }

        await parts.ActivitySlots.WaitAsync(_lost.Token);
        try
        {
            parts.ThrowIfStopping();
            var result = await activity(new(call.Name, instanceId, call.Id, call.Input, traceParent), _lost.Token);
            return new TaskCompleted(call.Id, parts.Converter.Serialize(result));
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && (_lost.IsCancellationRequested || parts.IsStopping)))
        {
            LogFailed(parts.Logger, exception, call.Name, call.Id, instanceId);
            return new TaskFailed(call.Id, Failure.From(exception));
        }
        finally
        {
            parts.ActivitySlots.Release();
        }
    }

    [LoggerMessage(21, LogLevel.Debug, "Activity '{Name}' (#{Id}) of instance '{InstanceId}' failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name, int id, string instanceId);

    [LoggerMessage(22, LogLevel.Information, "Activity '{Name}' of instance '{InstanceId}' was given up; the instance's next owner runs it")]
    private static partial void LogAbandoned(ILogger logger, string name, string instanceId);
}
