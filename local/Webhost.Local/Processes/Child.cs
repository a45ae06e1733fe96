using System.ComponentModel;
using System.Diagnostics;

namespace Webhost.Local.Processes;

/// <summary>A running child in a process group of its own, so that a Ctrl-C in the terminal reaches this process alone and ends children in order.</summary>
internal sealed class Child
{
    private const int LinesKept = 60;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private Child(Process process, Action<string> write)
    {
        _process = process;
        Pid = process.Id;
        Ended = WatchAsync(write);
    }

    public int Pid { get; }

    /// <summary>Completes when it has ended; never fails.</summary>
    public Task<ChildEnd> Ended { get; }

    /// <summary>Starts it; every line that it writes goes to <paramref name="write"/>.</summary>
    public static Child Start(ChildCommand command, Action<string> write)
    {
        // setsid(1) makes the group and becomes the program, under the same process id.
        var start = new ProcessStartInfo("setsid", [command.Program, .. command.Arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => command.Environment.ContainsKey(name) || command.Without.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new StartException($"'{command.Program}' can't be started: {exception.Message}", exception);
        }

        process.StandardInput.Close();
        return new Child(process, write);
    }

    /// <summary>Kills it and what it has started, also when it has no group of its own yet.</summary>
    public void Kill()
    {
        _process.Kill();
        ProcessGroup.Kill(Pid);
    }

    private async Task<ChildEnd> WatchAsync(Action<string> write)
    {
        var output = Task.WhenAll(ReadAsync(_process.StandardOutput, write), ReadAsync(_process.StandardError, write));
        await WaitForExitAsync();
        // A grandchild that lives on may hold the pipes open.
        await Task.WhenAny(output, Task.Delay(OutputGrace, CancellationToken.None));
        var exitCode = _process.ExitCode;
        lock (_lastLines)
            return new ChildEnd(exitCode, _clock.Elapsed, [.. _lastLines]);
    }

    // Process.WaitForExitAsync would wait for the end of the output as well.
    private Task WaitForExitAsync()
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Exited += (_, _) => exited.TrySetResult();
        _process.EnableRaisingEvents = true;
        if (_process.HasExited)
            exited.TrySetResult();
        return exited.Task;
    }

    private async Task ReadAsync(StreamReader reader, Action<string> write)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                continue;
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LinesKept)
                    _lastLines.Dequeue();
            }

            write(line);
        }
    }
}
