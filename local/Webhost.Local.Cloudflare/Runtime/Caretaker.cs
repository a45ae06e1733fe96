using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>
/// Looks after the processes twice a second: stops a script that spins, ends one that is idle, wakes one for an alarm.
/// </summary>
internal sealed partial class Caretaker(CloudflareFacadeOptions options, ScriptCatalog catalog, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>CPU in one interval from which on a script is asked whether it still answers.</summary>
    private static readonly TimeSpan Suspicious = TimeSpan.FromMilliseconds(100);

    /// <summary>CPU in one interval from which on a script without requests counts as working all the same.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(50);

    /// <summary>An alarm that is due sooner than this keeps its script up.</summary>
    private static readonly TimeSpan SoonAlarm = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);

    /// <summary>How long a script with an alarm stays down after its process died or failed to start: the alarm's handler may be what killed it.</summary>
    private static readonly TimeSpan CrashPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<ScriptInstance> _asking = [];
    private readonly Lock _lock = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var script in catalog.All)
                    Look(script);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The facade stops.
        }
    }

    private void Look(Script script)
    {
        try
        {
            var now = time.GetUtcNow();
            if (script.Runtime.Instance is { } instance)
            {
                (script.Ran, script.WakeAt) = (true, null);
                Look(script, instance, now);
            }
            else if (script.Ran)
            {
                script.Ran = false;
                script.WakeAt = Max(script.NextAlarm(), now + CrashPause);
            }
            else if (script.WakeAt is { } due && due <= now)
            {
                // Forgotten only once it is seen running: the start may fail, and the alarm is still set then.
                script.WakeAt = now + CrashPause;
                script.Runtime.Wake();
            }
        }
        catch (Exception exception)
        {
            // One script's trouble must not end the care for the others.
            LogFailed(exception, script.Record.Key.ToString());
        }
    }

    private void Look(Script script, ScriptInstance instance, DateTimeOffset now)
    {
        var cpu = instance.Process.CpuTime;
        var used = cpu - instance.LastCpu;
        instance.LastCpu = cpu;
        if (used >= Busy)
            instance.LastBusy = now;
        if (used >= Suspicious && TryBeginAsking(instance))
            _ = AskAsync(script, instance, cpu - used);
        if (now - instance.LastUsed >= options.IdleTimeout && now - instance.LastBusy >= Min(options.IdleTimeout, SoonAlarm))
            StopIdle(script, now);
    }

    /// <summary>
    /// A script with an alarm soon or overdue stays up: an overdue one is being run, since workerd forgets an alarm only when its handler ended.
    /// Any other is woken in time.
    /// </summary>
    private void StopIdle(Script script, DateTimeOffset now)
    {
        var alarm = script.NextAlarm();
        if (alarm < now + Min(SoonAlarm, options.IdleTimeout) || !script.Runtime.TryStopIdle())
            return;
        (script.Ran, script.WakeAt) = (false, alarm);
        LogIdle(script.Record.Key.ToString());
    }

    /// <summary>
    /// A spinning script can't answer. Counted is CPU, not time: on a busy machine a sane script may answer late, but it hasn't used its share.
    /// </summary>
    private async Task AskAsync(Script script, ScriptInstance instance, TimeSpan since)
    {
        try
        {
            var answer = instance.AnswersAsync(LongestAnswer);
            while (await Task.WhenAny(answer, Task.Delay(Interval, time, _stopping.Token)) != answer)
            {
                if (_stopping.IsCancellationRequested)
                    return;
                if (instance.Process.CpuTime - since >= options.WatchdogTimeout)
                    await script.Runtime.KillAsync(instance, Fault.ExceededCpu);
            }
        }
        finally
        {
            lock (_lock)
                _asking.Remove(instance);
        }
    }

    private bool TryBeginAsking(ScriptInstance instance)
    {
        lock (_lock)
            return _asking.Add(instance);
    }

    private static DateTimeOffset? Max(DateTimeOffset? alarm, DateTimeOffset earliest) => alarm > earliest || alarm is null ? alarm : earliest;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    [LoggerMessage(LogLevel.Debug, "Script {Script} is idle; its process ends")]
    private partial void LogIdle(string script);

    [LoggerMessage(LogLevel.Error, "Looking after script {Script} failed")]
    private partial void LogFailed(Exception exception, string script);
}
