using System.Diagnostics;
using System.Text;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>One running workerd: its output is read until it ends, and its end is told once.</summary>
internal sealed class WorkerdProcess
{
    private const string HeapLimit = "Reached heap limit";

    // The CPU limit is looked at often enough to notice a spin soon, and rarely enough to cost nothing.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly Action<WorkerdLine> _onLine;
    private readonly int _expectedSockets;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _sockets = [];
    private readonly StringBuilder _startErrors = new();

    private WorkerdProcess(Process process, int expectedSockets, Action<WorkerdLine> onLine)
    {
        (_process, _expectedSockets, _onLine) = (process, expectedSockets, onLine);
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>Completes when the process is gone and all its output was read.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>True when V8 gave up for lack of heap.</summary>
    public bool OutOfMemory { get; private set; }

    /// <summary>What the runtime and the module scope complained of before the sockets listened.</summary>
    public string StartErrors
    {
        get
        {
            lock (_startErrors)
                return _startErrors.ToString().TrimEnd();
        }
    }

    /// <summary>CPU time used so far; the last known value once the process is gone.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            try
            {
                _process.Refresh();
                field = _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                // It has ended: what was seen last stands.
            }
            return field;
        }
    }

    /// <summary>Starts workerd and returns at once; <see cref="WaitUntilListeningAsync"/> follows.</summary>
    public static async Task<WorkerdProcess> StartAsync(
        ProcessSpawner spawner, ProcessLedger ledger, string workerdPath, string folder, string configFile, int sockets, Action<WorkerdLine> onLine)
    {
        var process = await spawner.StartAsync(workerdPath, ["serve", configFile, "--control-fd=1"], folder);
        ledger.Add(process.Id);
        var workerd = new WorkerdProcess(process, sockets, onLine);
        workerd.Ended = workerd.RunAsync(ledger);
        return workerd;
    }

    /// <summary>Waits for all sockets. On anything but <see cref="WorkerdStart.Listening"/> the process is gone.</summary>
    public async Task<WorkerdStart> WaitUntilListeningAsync(TimeSpan wall, TimeSpan cpu, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            using (var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                var pause = Task.Delay(LookInterval, time, tick.Token);
                await Task.WhenAny(_listening.Task, Ended, pause);
                await tick.CancelAsync();
            }
            if (_listening.Task.IsCompleted)
                return new WorkerdStart.Listening(this, time.GetElapsedTime(started));
            if (Ended.IsCompleted)
                return OutOfMemory ? new WorkerdStart.OutOfMemory() : new WorkerdStart.Failed(StartErrors);
            var late = time.GetElapsedTime(started) >= wall || CpuTime >= cpu;
            if (late || cancellationToken.IsCancellationRequested)
            {
                await KillAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return new WorkerdStart.TimedOut();
            }
        }
    }

    /// <summary>Completes once the process has used that much CPU from now on.</summary>
    public async Task UsesAsync(TimeSpan cpu, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var since = CpuTime; CpuTime - since < cpu;)
            await Task.Delay(LookInterval, time, cancellationToken);
    }

    /// <summary>SIGTERM, then SIGKILL when the process is still there after the grace period. Returns when it is gone.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (grace > TimeSpan.Zero && !Ended.IsCompleted && Signals.SendTerminate(Id))
            await Task.WhenAny(Ended, Task.Delay(grace, time));
        await KillAsync();
    }

    /// <summary>SIGKILL. Returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            Signals.SendKill(Id);
        await Ended;
    }

    private async Task RunAsync(ProcessLedger ledger)
    {
        await Task.WhenAll(
            LineReader.ReadAsync(_process.StandardOutput.BaseStream, OnLine),
            LineReader.ReadAsync(_process.StandardError.BaseStream, OnLine));
        await _process.WaitForExitAsync();
        ledger.Remove(Id);
    }

    private void OnLine(string text)
    {
        var line = WorkerdLine.Parse(text);
        if (line.Listening is { } socket)
        {
            lock (_sockets)
            {
                _sockets.Add(socket);
                if (_sockets.Count == _expectedSockets)
                    _listening.TrySetResult();
            }
            return;
        }
        if (line.FromRuntime)
        {
            OutOfMemory |= line.Message.Contains(HeapLimit, StringComparison.Ordinal);
            if (!_listening.Task.IsCompleted && line.Level is "error" or "fatal" or "info")
                NoteStartError(line.Message);
        }
        _onLine(line);
    }

    private void NoteStartError(string message)
    {
        const int Enough = 16 * 1024;
        lock (_startErrors)
        {
            if (_startErrors.Length < Enough)
                _startErrors.AppendLine(message);
        }
    }
}
