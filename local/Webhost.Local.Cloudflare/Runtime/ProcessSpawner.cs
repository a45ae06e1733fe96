using System.Collections.Concurrent;
using System.Diagnostics;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>
/// Starts processes from one thread that lives as long as the facade. Linux sends the parent-death signal when the <em>thread</em> that
/// forked ends, so a pool thread would take its children with it when the pool retires it.
/// </summary>
internal sealed class ProcessSpawner : IDisposable
{
    private const string SetPrivilegesPath = "/usr/bin/setpriv";
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Result)> _queue = [];
    private readonly bool _endWithParent;
    private readonly string? _preloaded;

    /// <param name="endWithParent">Whether the processes end with this one, however it ends.</param>
    /// <param name="preloaded">A library that is loaded into each of them, or null.</param>
    public ProcessSpawner(bool endWithParent, string? preloaded)
    {
        _preloaded = preloaded;
        _endWithParent = endWithParent && OperatingSystem.IsLinux() && File.Exists(SetPrivilegesPath);
        new Thread(Run) { IsBackground = true, Name = "workerd spawner" }.Start();
    }

    /// <summary>Starts the program with both outputs redirected, no input and no environment but where to find the trusted certificates, and what is loaded into it.</summary>
    public Task<Process> StartAsync(string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var start = new ProcessStartInfo(_endWithParent ? SetPrivilegesPath : program)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (_endWithParent)
        {
            foreach (var argument in (string[])["--pdeathsig", "KILL", "--", program])
                start.ArgumentList.Add(argument);
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var name in (string[])["SSL_CERT_FILE", "SSL_CERT_DIR"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                start.Environment[name] = value;
        }
        if (_preloaded is not null)
            start.Environment["LD_PRELOAD"] = _preloaded;

        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((start, result));
        return result.Task;
    }

    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        foreach (var (start, result) in _queue.GetConsumingEnumerable())
        {
            try
            {
                var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
                process.StandardInput.Close();
                result.SetResult(process);
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        }
        _queue.Dispose();
    }
}
