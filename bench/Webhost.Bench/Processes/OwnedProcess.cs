using System.Diagnostics;

namespace Webhost.Bench.Processes;

/// <summary>
/// A process in a session of its own, so that a Ctrl-C in the terminal reaches this program alone, which then ends its processes in order. Each ends when
/// its standard input does, so none outlives this program, however that ends.
/// </summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private const int LinesKept = 40;
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> _isReady;
    private readonly Task _output;

    private OwnedProcess(Process process, Func<string, bool> isReady)
    {
        _process = process;
        _isReady = isReady;
        _output = ReadAllAsync();
    }

    /// <summary>The session, which is named after the process that leads it.</summary>
    public int Session => _process.Id;

    /// <summary>The line that told that it is ready.</summary>
    public string ReadyLine => _ready.Task.Result;

    /// <summary>Starts a program and waits until it writes a line that says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message holds what it wrote last.</exception>
    public static async Task<OwnedProcess> StartAsync(
        IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, Func<string, bool> isReady, CancellationToken cancellationToken)
    {
        // setsid(1) makes the session and becomes the program, under the same process id.
        ProcessStartInfo start = new("setsid", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        OwnedProcess owned = new(Process.Start(start)!, isReady);
        try
        {
            await owned._ready.Task.WaitAsync(cancellationToken);
            return owned;
        }
        catch
        {
            await owned.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource patience = new(EndPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _output;
        _process.Dispose();
    }

    private async Task ReadAllAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        lock (_lastLines)
            _ready.TrySetException(new InvalidOperationException($"{_process.StartInfo.ArgumentList[0]} ended before it was ready:\n{string.Join('\n', _lastLines)}"));
        // Nobody waits for this one once the process was ready.
        _ = _ready.Task.Exception;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LinesKept)
                    _lastLines.Dequeue();
            }

            if (_isReady(line))
                _ready.TrySetResult(line);
        }
    }
}
