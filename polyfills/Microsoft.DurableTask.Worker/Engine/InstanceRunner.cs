using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;
using Microsoft.DurableTask.Worker.Replay;
using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>
/// Runs one instance for as long as this worker owns it: loads and replays it, then stores a turn whenever something has happened.
/// A failed storage operation never fails the instance: it is loaded again and goes on from what is stored.
/// </summary>
internal sealed partial class InstanceRunner
{
    private const int MostMessagesPerTurn = 90;
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly string _instanceId;
    private readonly WorkerParts _parts;
    private readonly OrchestrationWorker _worker;
    private readonly AsyncSignal _wake;
    private readonly ActivityRuns _activities;
    private readonly TurnOutputs _outputs;
    private volatile string _lastSignal;
    private volatile bool _hasMail = true;
    private volatile bool _isMine = true;

    public InstanceRunner(string instanceId, string signal, OrchestrationWorker worker, WorkerParts parts)
    {
        _instanceId = instanceId;
        _worker = worker;
        _parts = parts;
        _lastSignal = signal;
        _wake = new(parts.Time);
        _activities = new(instanceId, parts, _wake);
        _outputs = new(worker, parts, _activities);
    }

    /// <summary>The last signal that was seen.</summary>
    public string LastSignal => _lastSignal;

    /// <summary>Whether there may be messages that were not looked at. To be read after <see cref="LastSignal"/>.</summary>
    public bool HasMail => _hasMail;

    /// <summary>Looks for messages if the signal is a new one.</summary>
    public void Observe(string signal)
    {
        if (string.Equals(signal, _lastSignal, StringComparison.Ordinal))
            return;
        _hasMail = true;
        _lastSignal = signal;
        _wake.Set();
    }

    /// <summary>Looks whether the worker stops.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Runs until the instance has ended, belongs to another worker, is parked, or the worker stops.</summary>
    public async Task<RunnerEnd> RunAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Null: the instance begins anew.
                if (await RunSessionAsync(onProgress: () => attempt = 0) is not { } end)
                {
                    attempt = -1;
                    continue;
                }

                if (!_isMine)
                    _activities.Abandon();
                return end;
            }
            catch (Exception exception) when (StorageFailures.IsConflict(exception))
            {
                LogConflict(_parts.Logger, exception, _instanceId);
            }
            catch (Exception exception)
            {
                LogRetry(_parts.Logger, exception, _instanceId);
            }

            if (_parts.IsStopping)
                return RunnerEnd.Gone;
            if (attempt > 0)
                await Task.Delay(StorageFailures.Delay(_parts.Settings, attempt), _parts.Time);
        }
    }

    private async Task<RunnerEnd?> RunSessionAsync(Action onProgress)
    {
        await _parts.OrchestratorSlots.WaitAsync();
        OrchestrationSession? session = null;
        InstanceRecord record;
        Queue<InboxMessage> mail;
        Failure? broken;
        try
        {
            _hasMail = false;
            if (await _parts.Store.LoadAsync(_instanceId, CancellationToken.None) is not { } snapshot)
                return await ForgetAsync();
            if (snapshot.Record.HasEnded)
                return await FinishAsync(snapshot.Record);
            if (await OwnAsync(snapshot.Record) is not { } owned)
                return RunnerEnd.Gone;

            record = owned;
            mail = new(snapshot.Messages);
            session = Open(record);
            broken = Replay(session, snapshot.Turns);
            if (snapshot.Turns is [.., var last] && broken is null)
                record = await _outputs.ResumeAsync(record, session, last);
            if (snapshot.HasOldTurns)
                await _parts.Store.Queries.DeleteFormerGenerationsAsync(record, CancellationToken.None);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
        finally
        {
            _parts.OrchestratorSlots.Release();
        }

        using (session)
        {
            if (broken is not null)
                return await FailAsync(record, broken);
            return await LoopAsync(record, session, mail, onProgress);
        }
    }

    private OrchestrationSession Open(InstanceRecord record)
    {
        OrchestrationStart start = new(record.InstanceId, record.Name)
        {
            Version = record.Version,
            Input = record.Input,
            Parent = record.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null,
        };
        return new(start, _parts.Tasks.Orchestrator(record.Name), _parts.Converter, _parts.Loggers, _wake.Set);
    }

    private Failure? Replay(OrchestrationSession session, IReadOnlyList<Turn> turns)
    {
        try
        {
            foreach (var turn in turns)
                session.Replay(turn);
            return null;
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            LogNonDeterminism(_parts.Logger, exception, _instanceId);
            return Failure.From(exception);
        }
    }

    private async Task<InstanceRecord?> OwnAsync(InstanceRecord record)
    {
        if (string.Equals(record.Owner, _parts.WorkerId, StringComparison.Ordinal))
            return record;
        if (record.Owner is { } owner && await _parts.Store.Index.IsWorkerAliveAsync(owner, CancellationToken.None))
        {
            // The list named somebody else: correct it.
            await _parts.Store.Index.SetOwnerAsync(_instanceId, owner, CancellationToken.None);
            _isMine = false;
            return null;
        }

        var claimed = await _parts.Store.TryClaimAsync(record, _parts.WorkerId, CancellationToken.None);
        _isMine = claimed is not null;
        if (claimed is not null)
        {
            LogClaimed(_parts.Logger, _instanceId, record.Owner ?? "nobody");
            await _parts.Store.Index.SetOwnerAsync(_instanceId, _parts.WorkerId, CancellationToken.None);
        }

        return claimed;
    }

    private async Task<RunnerEnd?> LoopAsync(InstanceRecord record, OrchestrationSession session, Queue<InboxMessage> mail, Action onProgress)
    {
        var idleSince = _parts.Time.GetUtcNow();
        while (true)
        {
            if (_hasMail)
            {
                _hasMail = false;
                mail.Clear();
                foreach (var message in await _parts.Store.Inbox.ReadAsync(_instanceId, CancellationToken.None))
                    mail.Enqueue(message);
            }

            var now = _parts.Time.GetUtcNow();
            var (events, consumed) = Collect(record, session, mail, now);
            if (events.Count > 0 || consumed.Count > 0 || session.IsDisturbed)
            {
                var former = record;
                record = await RunTurnAsync(record, session, events, consumed, now);
                onProgress();
                if (record.HasEnded)
                    return await FinishAsync(record);
                if (record.Generation != former.Generation)
                    return null;
                idleSince = now;
                continue;
            }

            if (_parts.IsStopping && !_activities.IsAnyOpen)
                return RunnerEnd.Gone;
            var due = NextDue(record, session);
            var idleUntil = idleSince + _parts.Settings.IdleTimeout;
            if (!_activities.IsAnyOpen && idleUntil <= now && due > now + _parts.Settings.PollInterval)
                return RunnerEnd.Parked(due);
            var until = due < idleUntil || idleUntil <= now || _activities.IsAnyOpen ? due : idleUntil;
            await _wake.WaitAsync(until - now < LongestWait ? until - now : LongestWait);
        }
    }

    // What has happened since the last turn, oldest kind first. Messages that are for nobody are consumed without an event.
    private (List<HistoryEvent> Events, List<string> Consumed) Collect(
        InstanceRecord record, OrchestrationSession session, Queue<InboxMessage> mail, DateTimeOffset now)
    {
        List<HistoryEvent> events = [];
        List<string> consumed = [];
        if (record.Turns == 0)
        {
            if (record.StartAt > now)
            {
                // Not yet; only an end that comes before the start counts. Everything else stays in the inbox.
                if (mail.FirstOrDefault(message => message.Event is ExecutionTerminated) is { } early)
                    return ([early.Event], [early.RowKey]);
                return (events, consumed);
            }

            events.Add(new ExecutionStarted());
            events.AddRange(record.CarriedEvents);
        }

        events.AddRange(_activities.Ended(record.Generation, session.IsPending));
        events.AddRange(session.Pending.OfType<StartTimer>()
            .Where(timer => timer.FireAt <= now && session.IsTimerPending(timer.Id))
            .OrderBy(timer => timer.FireAt)
            .Select(timer => new TimerFired(timer.Id)));
        while (consumed.Count < MostMessagesPerTurn && mail.TryDequeue(out var message))
        {
            consumed.Add(message.RowKey);
            if (message.Event is not TaskEnded ended)
                events.Add(message.Event);
            else if (message.Generation == record.Generation && session.IsPending(ended.Id) && !events.OfType<TaskEnded>().Any(other => other.Id == ended.Id))
                events.Add(ended);
        }

        return (events, consumed);
    }

    private async Task<InstanceRecord> RunTurnAsync(
        InstanceRecord record, OrchestrationSession session, List<HistoryEvent> events, List<string> consumed, DateTimeOffset now)
    {
        IReadOnlyList<Command> commands;
        await _parts.OrchestratorSlots.WaitAsync();
        try
        {
            commands = session.Run(now, events);
        }
        finally
        {
            _parts.OrchestratorSlots.Release();
        }

        Turn turn = new(session.Time, events, commands);
        var next = Next(record, session, commands, now);
        if (next.Generation != record.Generation || next.HasEnded)
            await _outputs.BeforeEndAsync(record, session, turn);
        var stored = await _parts.Store.CommitAsync(record, next, turn, consumed, CancellationToken.None);
        _parts.Changes.Changed(_instanceId);
        if (stored.Failure is { } failure)
            LogFailed(_parts.Logger, _instanceId, record.Name, failure.ErrorType, failure.Message);
        if (!stored.HasEnded && stored.Generation == record.Generation)
            return await _outputs.AfterTurnAsync(stored, turn);
        return stored;
    }

    private static InstanceRecord Next(InstanceRecord record, OrchestrationSession session, IReadOnlyList<Command> commands, DateTimeOffset now)
    {
        var next = record with
        {
            UpdatedAt = now,
            Turns = record.Turns + 1,
            CustomStatus = session.CustomStatus,
            Status = session.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running,
        };
        return commands is [.., var last] ? last switch
        {
            Complete end => next with { Status = end.Status, Output = end.Output, Failure = end.Failure },
            Restart restart => next with
            {
                Generation = record.Generation + 1,
                Turns = 0,
                SentTurns = 0,
                StartAt = null,
                Input = restart.Input,
                CarriedEvents = restart.Events,
                CustomStatus = null,
            },
            _ => next,
        } : next;
    }

    private static DateTimeOffset NextDue(InstanceRecord record, OrchestrationSession session)
    {
        if (record is { Turns: 0, StartAt: { } startAt })
            return startAt;
        return session.Pending.OfType<StartTimer>()
            .Where(timer => session.IsTimerPending(timer.Id))
            .Select(timer => timer.FireAt)
            .DefaultIfEmpty(DateTimeOffset.MaxValue)
            .Min();
    }

    private async Task<RunnerEnd> FailAsync(InstanceRecord record, Failure failure)
    {
        var now = _parts.Time.GetUtcNow();
        var next = record with { Status = OrchestrationRuntimeStatus.Failed, Failure = failure, UpdatedAt = now, Turns = record.Turns + 1 };
        Turn turn = new(now, [], [new Complete(OrchestrationRuntimeStatus.Failed, Output: null, failure)]);
        var stored = await _parts.Store.CommitAsync(record, next, turn, [], CancellationToken.None);
        _parts.Changes.Changed(_instanceId);
        return await FinishAsync(stored);
    }

    // Can be repeated: a crash anywhere in here leaves the instance on the list, and the next owner comes here again.
    private async Task<RunnerEnd> FinishAsync(InstanceRecord record)
    {
        if (record.Parent is { } parent)
            await _outputs.TellParentAsync(record, parent);
        await _parts.Store.Index.RemoveAsync(
            _instanceId,
            async _ => await _parts.Store.GetAsync(_instanceId, withPayloads: false, CancellationToken.None) is null or { HasEnded: true },
            CancellationToken.None);
        LogEnded(_parts.Logger, _instanceId, record.Name, record.Status);
        return RunnerEnd.Gone;
    }

    // Listed, but not there: it was purged, or whoever listed it never came to store it.
    private async Task<RunnerEnd> ForgetAsync()
    {
        await _parts.Store.Index.RemoveAsync(
            _instanceId,
            async entry => entry.ListedAt < _parts.Time.GetUtcNow() - OrchestrationWorker.CreationTime
                && await _parts.Store.GetAsync(_instanceId, withPayloads: false, CancellationToken.None) is null,
            CancellationToken.None);
        return RunnerEnd.Gone;
    }

    [LoggerMessage(31, LogLevel.Information, "Takes instance '{InstanceId}' over from {Owner}")]
    private static partial void LogClaimed(ILogger logger, string instanceId, string owner);

    [LoggerMessage(32, LogLevel.Debug, "Instance '{InstanceId}' ({Name}) ended: {Status}")]
    private static partial void LogEnded(ILogger logger, string instanceId, string name, OrchestrationRuntimeStatus status);

    [LoggerMessage(33, LogLevel.Information, "Instance '{InstanceId}' was changed by another worker, or a change was repeated; it is loaded again")]
    private static partial void LogConflict(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(34, LogLevel.Warning, "Running instance '{InstanceId}' was interrupted; it is loaded again")]
    private static partial void LogRetry(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(36, LogLevel.Warning, "Instance '{InstanceId}' ({Name}) failed: {ErrorType}: {Message}")]
    private static partial void LogFailed(ILogger logger, string instanceId, string name, string errorType, string message);

    [LoggerMessage(35, LogLevel.Error, "Instance '{InstanceId}' fails: its orchestrator is not deterministic")]
    private static partial void LogNonDeterminism(ILogger logger, Exception exception, string instanceId);
}
