using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Logs;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>
/// Runs one script: at most one process at a time on its data. Starts it for the first request, replaces it while new requests wait,
/// ends it when it is idle. Every change goes through one chain of transitions, so none overlaps another.
/// </summary>
internal sealed partial class ScriptRuntime : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly WorkerdHost _host;
    private readonly string _script;
    private readonly ScriptLog _log;
    private readonly ILogger _logger;
    private Func<WorkerdLaunch> _launch;
    private Task<Fault?> _transition = Task.FromResult<Fault?>(null);
    private ScriptInstance? _instance;
    private int _generation;
    private bool _removed;
    private bool _closing;

    /// <param name="host">Starts processes.</param>
    /// <param name="script">The name that logs show.</param>
    /// <param name="launch">Makes what the process starts from.</param>
    /// <param name="log">The script's log.</param>
    /// <param name="logger">The facade's log.</param>
    public ScriptRuntime(WorkerdHost host, string script, Func<WorkerdLaunch> launch, ScriptLog log, ILogger logger)
    {
        (_host, _script, _launch, _log, _logger) = (host, script, launch, log, logger);
        log.Tails.OnListenedChanged = OnListenedChanged;
    }

    /// <summary>The process that serves now, if any.</summary>
    public ScriptInstance? Instance
    {
        get
        {
            lock (_lock)
                return _instance;
        }
    }

    /// <summary>Counts a request in at the process that serves, after starting it if need be. One of the two results is null.</summary>
    public async Task<(ScriptInstance? Instance, Fault? Fault)> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<Fault?> transition;
            lock (_lock)
            {
                if (_removed || _closing)
                    return (null, _removed ? Fault.NotFound : Fault.Lost);
                if (_transition.IsCompleted)
                {
                    if (_instance is { } instance && instance.TryEnter())
                        return (instance, null);
                    _transition = StartAsync(_instance, _generation);
                }
                transition = _transition;
            }
            if (await transition.WaitAsync(cancellationToken) is { } fault)
                return (null, fault);
        }
    }

    /// <summary>Starts the script if it doesn't run, without a request: an alarm is due.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (!_removed && !_closing && _transition.IsCompleted && _instance is null)
                _transition = StartAsync(null, _generation);
        }
    }

    /// <summary>
    /// Puts another version in place. Requests that come from now on wait for it. Those in flight may go on for the drain time: beside the new
    /// process when neither has Durable Objects, before it otherwise, since two processes must never share their data.
    /// </summary>
    /// <param name="launch">Makes what the new process starts from.</param>
    /// <param name="exclusive">True when the old or the new version has Durable Objects.</param>
    /// <param name="drain">How long requests in flight may go on.</param>
    /// <param name="whileStopped">Runs between the two processes.</param>
    public void Replace(Func<WorkerdLaunch> launch, bool exclusive, TimeSpan drain, Action? whileStopped = null)
    {
        lock (_lock)
        {
            _launch = launch;
            _transition = SwapAsync(_transition, ++_generation, exclusive, drain, whileStopped);
        }
    }

    /// <summary>Ends the process when no request is in flight. False when there is none to end, or one came.</summary>
    public bool TryStopIdle()
    {
        lock (_lock)
        {
            if (!_transition.IsCompleted || _instance is not { } instance || !instance.Retire(onlyIdle: true))
                return false;
            _instance = null;
            _transition = StopAsync(instance, TimeSpan.Zero);
            return true;
        }
    }

    /// <summary>Ends the process for what the script did. The next request starts it again.</summary>
    public async Task KillAsync(ScriptInstance instance, Fault fault)
    {
        instance.Fault = fault;
        instance.Retire(); // Those who come now wait for the next process.
        LogKilled(_script, fault.Message);
        _log.Note("error", fault.Message);
        await instance.Process.KillAsync();
    }

    /// <summary>Takes no more requests, lets those in flight go on for the drain time, ends the process, then runs the last action.</summary>
    public Task RemoveAsync(TimeSpan drain, Action whenGone)
    {
        lock (_lock)
        {
            _removed = true;
            return _transition = EndAsync(_transition, drain, whenGone);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_lock)
        {
            _closing = true;
            ending = _transition = EndAsync(_transition, TimeSpan.Zero, _log.Dispose);
        }
        await ending;
    }

    private async Task<Fault?> SwapAsync(Task<Fault?> previous, int generation, bool exclusive, TimeSpan drain, Action? whileStopped)
    {
        await Task.Yield(); // The caller holds the lock.
        await previous;
        var old = TakeInstance();
        if (old is not null && exclusive)
            await old.StopAsync(drain, Grace);
        whileStopped?.Invoke();
        var fault = await StartAsync(null, generation);
        if (old is not null && !exclusive)
            _ = old.StopAsync(drain, Grace);
        return fault;
    }

    private async Task<Fault?> EndAsync(Task<Fault?> previous, TimeSpan drain, Action last)
    {
        await Task.Yield(); // The caller holds the lock.
        await previous;
        if (TakeInstance() is { } instance)
            await instance.StopAsync(drain, Grace);
        last();
        return null;
    }

    private static async Task<Fault?> StopAsync(ScriptInstance instance, TimeSpan drain)
    {
        await instance.StopAsync(drain, Grace);
        return null;
    }

    private ScriptInstance? TakeInstance()
    {
        lock (_lock)
        {
            var instance = _instance;
            _instance = null;
            return instance;
        }
    }

    /// <summary>Starts a process, unless a newer version is already on its way. Never throws: what goes wrong is a fault for the waiting requests.</summary>
    private async Task<Fault?> StartAsync(ScriptInstance? ended, int generation)
    {
        await Task.Yield(); // The caller holds the lock.
        if (ended is not null)
            await ended.Process.Ended;
        if (generation != Volatile.Read(ref _generation) || _closing || _removed)
            return null;
        try
        {
            return await StartProcessAsync();
        }
        catch (Exception exception)
        {
            LogNotStarted(exception, _script);
            return Fault.NotStarted("the local Cloudflare could not start a process for it.");
        }
    }

    private async Task<Fault?> StartProcessAsync()
    {
        var launch = _launch();
        var mark = RandomNumberGenerator.GetHexString(32);
        var sockets = new ServingSockets(_host.Run.NextSocket(), _host.Run.NextSocket(), _host.Run.NextSocket());
        var config = WorkerdConfig.Serving(launch, sockets, mark, _host.HeapMegabytes);
        switch (await _host.StartAsync(launch.Folder, config, sockets: launch.Dispatcher is null ? 2 : 3, StartPurpose.Serve, line => _log.Take(line, mark), CancellationToken.None))
        {
            case WorkerdStart.Listening(var process, var elapsed):
                var instance = new ScriptInstance(
                    process, mark, UnixSocketClient.Create(sockets.Http), UnixSocketClient.Create(sockets.Dispatch), UnixSocketClient.Create(sockets.Health), _host.Time);
                if (_log.Tails.IsListened)
                    await instance.SetTailingAsync(on: true, Grace);
                lock (_lock)
                    _instance = instance;
                _ = WatchAsync(instance, sockets.Http, sockets.Dispatch, sockets.Health);
                LogStarted(_script, process.Id, elapsed.TotalMilliseconds);
                return null;
            case WorkerdStart.Failed(var message):
                return NotStarted(message);
            case WorkerdStart.TimedOut:
                return NotStarted("it exceeded the start-up time limit.");
            default:
                return NotStarted("it exceeded the memory limit.");
        }
    }

    private Fault NotStarted(string message)
    {
        _log.Note("error", $"Failed to start: {message}");
        return Fault.NotStarted(message);
    }

    private async Task WatchAsync(ScriptInstance instance, params string[] sockets)
    {
        await instance.Process.Ended;
        foreach (var socket in sockets)
            _host.Run.Remove(socket);
        if (instance.Process.OutOfMemory)
            instance.Fault ??= Fault.ExceededMemory;
        lock (_lock)
        {
            if (_instance != instance)
                return;
            _instance = null;
        }
        LogEnded(_script, instance.Process.Id, instance.Fault?.Message ?? "it ended by itself");
    }

    private void OnListenedChanged()
    {
        if (Instance is { } instance)
            _ = instance.SetTailingAsync(_log.Tails.IsListened, Grace);
    }

    [LoggerMessage(LogLevel.Debug, "Script {Script} runs in process {ProcessId}, started in {Elapsed} ms")]
    private partial void LogStarted(string script, int processId, double elapsed);

    [LoggerMessage(LogLevel.Warning, "Script {Script}: process {ProcessId} is gone: {Reason}")]
    private partial void LogEnded(string script, int processId, string reason);

    [LoggerMessage(LogLevel.Warning, "Script {Script} was stopped: {Reason}")]
    private partial void LogKilled(string script, string reason);

    [LoggerMessage(LogLevel.Error, "Script {Script} could not be started")]
    private partial void LogNotStarted(Exception exception, string script);
}
