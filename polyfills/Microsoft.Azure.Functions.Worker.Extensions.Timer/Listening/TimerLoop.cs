using Azure;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Schedules;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Listening;

/// <summary>Runs one timer function: waits for its lease, catches up a missed run once, then runs it whenever it is due.</summary>
internal sealed partial class TimerLoop(
    FunctionDescriptor function,
    TimerTriggerAttribute trigger,
    TimerSchedule schedule,
    TimerBlob blob,
    FunctionRunner runner,
    TimeProvider timeProvider,
    ILogger logger)
{
    // On the clock of the storage service, like the lease.
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromSeconds(5);

    // Timers can't be set for longer than some weeks.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly bool _storesStatus = trigger.UseMonitor && !schedule.IsShorterThanAMinute;
    private bool _ranOnStartup = !trigger.RunOnStartup;

    /// <summary>Runs until it is told to stop; a run that has begun is not cut short by that.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using TimerLease? lease = await blob.TryLeaseAsync(stoppingToken);
                if (lease is not null)
                    await RunOwnedAsync(lease, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                LogLeaseLost(function.Name);
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                LogStorageFailed(function.Name, exception.Message);
            }

            await Task.Delay(LeaseRetry, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunOwnedAsync(TimerLease lease, CancellationToken stoppingToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.LostToken);
        ScheduleStatus? status = _storesStatus ? await LoadStatusAsync(lease, waiting.Token) : null;
        DateTimeOffset now = timeProvider.GetUtcNow();
        DateTimeOffset next = status is null ? schedule.NextAfter(now) : new DateTimeOffset(status.Next, TimeSpan.Zero);
        bool isPastDue = next <= now;
        if (isPastDue || !_ranOnStartup)
        {
            _ranOnStartup = true;
            (status, next) = await RunOnceAsync(status, isPastDue, lease, waiting.Token);
        }

        while (true)
        {
            await WaitUntilAsync(next, waiting.Token);
            (status, next) = await RunOnceAsync(status, isPastDue: false, lease, waiting.Token);
        }
    }

    private async Task<ScheduleStatus> LoadStatusAsync(TimerLease lease, CancellationToken cancellationToken)
    {
        DateTime now = timeProvider.GetUtcNow().UtcDateTime;
        ScheduleStatus? status = await blob.ReadAsync(cancellationToken);
        // What is stored as next may come from a schedule that was changed since.
        DateTime from = status is null ? now : status.Last == default ? status.LastUpdated : status.Last;
        DateTime next = schedule.NextAfter(new DateTimeOffset(DateTime.SpecifyKind(from, DateTimeKind.Utc))).UtcDateTime;
        if (status is not null && status.Next == next)
            return status;
        ScheduleStatus updated = new() { Last = status?.Last ?? default, Next = next, LastUpdated = status?.LastUpdated ?? now };
        await blob.WriteAsync(updated, lease, cancellationToken);
        return updated;
    }

    private async Task<(ScheduleStatus? Status, DateTimeOffset Next)> RunOnceAsync(
        ScheduleStatus? status, bool isPastDue, TimerLease lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lease.ConfirmAsync(cancellationToken);
        DateTimeOffset started = timeProvider.GetUtcNow();
        if (isPastDue)
            LogPastDue(function.Name, status?.Next);
        try
        {
            TimerInfo timer = new() { ScheduleStatus = status, IsPastDue = isPastDue };
            await runner.RunAsync(function, new FunctionInvocation { TriggerValue = timer }, lease.LostToken);
        }
        catch (Exception)
        {
            // The runner has logged it; the next run is due as if this one had succeeded.
        }

        lease.LostToken.ThrowIfCancellationRequested();

        // Times that were due while the function ran are left out.
        DateTimeOffset now = timeProvider.GetUtcNow();
        DateTimeOffset last = schedule.NextAfter(started) <= now ? now : started;
        DateTimeOffset next = schedule.NextAfter(last);
        if (status is null)
            return (null, next);
        ScheduleStatus updated = new() { Last = last.UtcDateTime, Next = next.UtcDateTime, LastUpdated = now.UtcDateTime };
        await blob.WriteAsync(updated, lease, CancellationToken.None);
        return (updated, next);
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        for (TimeSpan rest = due - timeProvider.GetUtcNow(); rest > TimeSpan.Zero; rest = due - timeProvider.GetUtcNow())
            await Task.Delay(rest < LongestWait ? rest : LongestWait, timeProvider, cancellationToken);
    }

    [LoggerMessage(31, LogLevel.Information, "Timer function '{Name}' was due at {Due:u} and is caught up now")]
    private partial void LogPastDue(string name, DateTime? due);

    [LoggerMessage(32, LogLevel.Warning, "The lease of timer function '{Name}' was lost; another host runs it from now on")]
    private partial void LogLeaseLost(string name);

    [LoggerMessage(33, LogLevel.Warning, "The storage of timer function '{Name}' did not answer as it should; trying again: {Problem}")]
    private partial void LogStorageFailed(string name, string problem);
}
