using System.Diagnostics;
using System.Globalization;

namespace Webhost.Testing;

/// <summary>A process that a test starts: its lines are kept, it can be waited for, and disposing kills it with all it started.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly List<OutputLine> _lines = [];
    private readonly List<Waiter> _waiters = [];
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _ended = Task.CompletedTask;
    private bool _allRead;

    private ChildProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.Exited += (_, _) => _exited.TrySetResult();
        if (process.HasExited)
            _exited.TrySetResult();
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it wrote so far, in order.</summary>
    public IReadOnlyList<OutputLine> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>All that it wrote so far, as one text.</summary>
    public string Output => string.Join('\n', Lines.Select(line => line.Text));

    /// <summary>Starts a program with its own standard streams; standard input stays open until it is disposed.</summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <param name="workingDirectory">Default: the repository's root.</param>
    /// <param name="environment">Variables to add to this process's own; null removes one.</param>
    public static ChildProcess Start(string fileName, IEnumerable<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            WorkingDirectory = workingDirectory ?? RepositoryRoot.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Start();
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Add(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => child.Add(line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        child._ended = child.FailWaitersAtEndAsync();
        return child;
    }

    /// <summary>Waits for a line that fits, one already written included.</summary>
    /// <exception cref="TimeoutException">No such line came in time; the message holds the output.</exception>
    /// <exception cref="InvalidOperationException">The process ended without such a line; the message holds the output.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var waiter = new Waiter(fits);
        lock (_gate)
        {
            if (_lines.Find(line => fits(line.Text)) is { } present)
                return present.Text;
            if (_allRead)
                throw Ended();
            _waiters.Add(waiter);
        }
        try
        {
            return await waiter.Found.Task.WaitAsync(timeout ?? DefaultTimeout, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not write the line that was waited for. Output:\n{Output}", exception);
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Asks it to end as Ctrl-C would (on Unix; SIGINT). A process that a shell started in the background may not hear it.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Asks it to end as a service manager would (on Unix; SIGTERM).</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Waits until it has ended, and answers the exit code.</summary>
    /// <exception cref="TimeoutException">It still runs; the message holds the output.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} is still running, or something it started holds its output. Output:\n{Output}", exception);
        }
    }

    /// <summary>Kills it, without a chance to clean up, with all processes that it started; waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _exited.Task;
    }

    /// <summary>Kills this process alone, as a crash would; what it started goes on.</summary>
    public async Task CrashAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _exited.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _ended;
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Add(string? text, bool isError)
    {
        if (text is null)
            return;
        lock (_gate)
        {
            _lines.Add(new OutputLine(text, isError));
            foreach (var waiter in _waiters.Where(waiter => waiter.Fits(text)))
                waiter.Found.TrySetResult(text);
        }
    }

    // A line just before the end still counts, so the output is read to its end first. Something that the process
    // started may hold the output open for ever; then the end counts by itself after a moment.
    private async Task FailWaitersAtEndAsync()
    {
        await _exited.Task;
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(OutputGrace));
        lock (_gate)
        {
            _allRead = true;
            foreach (var waiter in _waiters)
                waiter.Found.TrySetException(Ended());
        }
    }

    private InvalidOperationException Ended() => new($"{_process.StartInfo.FileName} ended with exit code {_process.ExitCode}. Output:\n{Output}");

    private sealed record Waiter(Func<string, bool> Fits)
    {
        public TaskCompletionSource<string> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
