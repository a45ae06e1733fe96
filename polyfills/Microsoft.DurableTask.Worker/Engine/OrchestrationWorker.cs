using System.Collections.Concurrent;
using Microsoft.DurableTask.Worker.History;
using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>
/// Runs orchestrations of a task hub in this process, together with any number of other processes. Gives signs of life, looks for instances
/// whose owner is gone, and for messages that other processes left.
/// </summary>
internal sealed partial class OrchestrationWorker(WorkerParts parts) : IAsyncDisposable
{
    /// <summary>How long a listed instance may take to come to be.</summary>
    public static readonly TimeSpan CreationTime = TimeSpan.FromMinutes(2);

    // Expired workers are forgotten after so many lease times.
    private const int ForgetAfterLeases = 20;

    private readonly ConcurrentDictionary<string, (InstanceRunner Runner, Task Task)> _runners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Signal, DateTimeOffset WakeAt)> _parked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _again = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _starting = new();
    private Task _heartbeats = Task.CompletedTask;
    private Task _looks = Task.CompletedTask;
    private volatile bool _isRunning;

    /// <summary>What the worker and its instances share.</summary>
    public WorkerParts Parts => parts;

    /// <summary>Who owns an instance that is made in this process; null when this worker does not run.</summary>
    public string? OwnerOfNew => _isRunning && !parts.IsStopping ? parts.WorkerId : null;

    /// <summary>How many instances are held in memory.</summary>
    public int InstancesInMemory => _runners.Count;

    /// <summary>Makes the table unless it is there, and begins to run orchestrations.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await parts.Store.CreateTableAsync(cancellationToken);
        await BeatAsync(cancellationToken);
        _isRunning = true;
        _heartbeats = RepeatAsync(parts.Settings.LeaseRenewal, BeatAsync);
        _looks = RepeatAsync(parts.Settings.PollInterval, LookAsync);
        LogStarted(parts.Logger, parts.WorkerId);
    }

    /// <summary>Begins nothing new, waits a while for activities that run, stores their ends and leaves all instances to other workers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isRunning)
            return;
        parts.IsStopping = true;
        _isRunning = false;
        foreach (var (runner, _) in _runners.Values)
            runner.Wake();
        try
        {
            await Task.WhenAll(_runners.Values.Select(item => item.Task)).WaitAsync(parts.Settings.DrainTime, parts.Time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogLeftBehind(parts.Logger, _runners.Count);
        }

        await _stopped.CancelAsync();
        await Task.WhenAll(_heartbeats, _looks);
        try
        {
            await parts.Store.Index.RemoveWorkerAsync(parts.WorkerId, cancellationToken);
        }
        catch (Exception exception)
        {
            // The lease runs out by itself.
            LogStorageFailed(parts.Logger, exception);
        }
    }

    /// <summary>Runs an instance that was made in this process.</summary>
    public void Adopt(InstanceRecord record, string signal)
    {
        if (string.Equals(record.Owner, parts.WorkerId, StringComparison.Ordinal))
            Run(record.InstanceId, signal);
    }

    /// <summary>Leaves a message with an instance and wakes it if it runs here. False when it has ended or does not exist.</summary>
    public async Task<bool> SendAsync(string instanceId, HistoryEvent happened, CancellationToken cancellationToken = default) =>
        Observe(instanceId, await parts.Store.Inbox.SendAsync(instanceId, happened, cancellationToken));

    /// <inheritdoc cref="SendAsync(string, HistoryEvent, CancellationToken)" />
    public async Task<bool> SendAsync(string instanceId, InboxMessage message) =>
        Observe(instanceId, await parts.Store.Inbox.SendAsync(instanceId, message, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopped.Dispose();
        parts.Dispose();
    }

    private bool Observe(string instanceId, string? signal)
    {
        if (signal is null)
            return false;
        if (_runners.TryGetValue(instanceId, out var item))
            item.Runner.Observe(signal);
        else if (_parked.TryRemove(instanceId, out _))
            Run(instanceId, signal);
        return true;
    }

    private void Run(string instanceId, string signal)
    {
        lock (_starting)
        {
            if (parts.IsStopping)
                return;
            if (_runners.ContainsKey(instanceId))
            {
                // About to leave, perhaps before it knew of this: it is run again then.
                _again[instanceId] = signal;
                return;
            }

            _parked.TryRemove(instanceId, out _);
            InstanceRunner runner = new(instanceId, signal, this, parts);
            TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            // What is ambient where the instance was started, for instance a request, is not the orchestration's.
            using (ExecutionContext.SuppressFlow())
                _runners[instanceId] = (runner, RunAsync(instanceId, runner, listed.Task));
            listed.SetResult();
        }
    }

    private async Task RunAsync(string instanceId, InstanceRunner runner, Task listed)
    {
        await listed;
        var end = await runner.RunAsync();
        lock (_starting)
        {
            _runners.TryRemove(instanceId, out _);
            var signal = runner.LastSignal;
            if (_again.TryRemove(instanceId, out var newer))
                Run(instanceId, newer);
            else if (end.IsParked && runner.HasMail)
                Run(instanceId, signal);
            else if (end.IsParked)
                _parked[instanceId] = (signal, end.WakeAt);
        }
    }

    private Task BeatAsync(CancellationToken cancellationToken) =>
        parts.Store.Index.HeartbeatAsync(parts.WorkerId, parts.Time.GetUtcNow() + parts.Settings.LeaseDuration, cancellationToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var current = await parts.Store.Index.ReadAsync(cancellationToken);
        var now = parts.Time.GetUtcNow();
        // Every nth is this worker's share, and taken at once however many are free: a worker that died may have owned them all.
        var living = current.Workers.Keys.Where(workerId => current.IsAlive(workerId, now)).Order(StringComparer.Ordinal).ToList();
        var place = living.IndexOf(parts.WorkerId);
        var others = 0;
        foreach (var (position, entry) in current.Instances.Index())
        {
            if (_runners.TryGetValue(entry.InstanceId, out var item))
                item.Runner.Observe(entry.Signal);
            else if (string.Equals(entry.Owner, parts.WorkerId, StringComparison.Ordinal)
                ? IsDue(entry, now)
                : IsFree(entry, current, now) && ((place >= 0 && position % living.Count == place) || others++ < parts.Settings.MaxOthersClaimsPerPoll))
            {
                Run(entry.InstanceId, entry.Signal);
            }
        }

        foreach (var (workerId, expiresAt) in current.Workers)
        {
            if (expiresAt + (parts.Settings.LeaseDuration * ForgetAfterLeases) < now)
                await parts.Store.Index.RemoveWorkerAsync(workerId, cancellationToken);
        }
    }

    private bool IsDue(IndexEntry entry, DateTimeOffset now) =>
        !_parked.TryGetValue(entry.InstanceId, out var state) || state.WakeAt <= now || !string.Equals(state.Signal, entry.Signal, StringComparison.Ordinal);

    private static bool IsFree(IndexEntry entry, IndexSnapshot current, DateTimeOffset now) => entry.Owner is null || !current.IsAlive(entry.Owner, now);

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> action)
    {
        using PeriodicTimer timer = new(interval, parts.Time);
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await action(_stopped.Token);
                await timer.WaitForNextTickAsync(_stopped.Token);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogStorageFailed(parts.Logger, exception);
                await Task.Delay(parts.Settings.FirstRetryDelay, parts.Time);
            }
        }
    }

    [LoggerMessage(41, LogLevel.Information, "Durable task worker {WorkerId} runs")]
    private static partial void LogStarted(ILogger logger, string workerId);

    [LoggerMessage(42, LogLevel.Information, "Stops with {Count} orchestrations whose activities still run; other workers take them over")]
    private static partial void LogLeftBehind(ILogger logger, int count);

    [LoggerMessage(43, LogLevel.Warning, "The task hub's storage cannot be reached; trying again")]
    private static partial void LogStorageFailed(ILogger logger, Exception exception);
}
