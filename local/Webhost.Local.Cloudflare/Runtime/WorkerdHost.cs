using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Starts workerd from a configuration text: the file, which may hold secrets, is there for the start only and its owner's alone.</summary>
internal sealed partial class WorkerdHost(CloudflareFacadeOptions options, RunDirectory run, ProcessSpawner spawner, ProcessLedger ledger, TimeProvider time, ILogger logger) : IDisposable
{
    private const int ServeAllowance = 4;
    private static readonly TimeSpan OwnCpu = TimeSpan.FromMilliseconds(200);

    // Loading a script is CPU work: more starts at once than this would only make each one slower, and some too slow.
    private readonly SemaphoreSlim _starts = new(Environment.ProcessorCount + 2);
    private readonly ConcurrentDictionary<int, WorkerdProcess> _running = new();

    public TimeProvider Time => time;

    public RunDirectory Run => run;

    public int HeapMegabytes => options.HeapMegabytes;

    public TimeSpan StartTimeout => options.StartTimeout;

    public TimeSpan StartupCpuLimit => options.StartupCpuLimit;

    /// <summary>Starts workerd in the folder and waits for its sockets.</summary>
    /// <param name="folder">The working directory, which paths in the configuration are relative to.</param>
    /// <param name="config">The configuration's text.</param>
    /// <param name="sockets">How many sockets will listen.</param>
    /// <param name="purpose">How strictly the start is timed.</param>
    /// <param name="onLine">Gets every line of output. What it throws costs that line alone.</param>
    /// <param name="cancellationToken">Cancelling ends the process.</param>
    public async Task<WorkerdStart> StartAsync(
        string folder, string config, int sockets, StartPurpose purpose, Action<WorkerdLine> onLine, CancellationToken cancellationToken)
    {
        // The process itself uses some CPU before it comes to the script.
        var cpu = (options.StartupCpuLimit + OwnCpu) * (purpose == StartPurpose.Validate ? 1 : ServeAllowance);
        await _starts.WaitAsync(cancellationToken);
        var configFile = Path.Combine(folder, $"{Path.GetFileName(run.NextSocket())}.capnp");
        try
        {
            await WriteOwnerOnlyAsync(configFile, config, cancellationToken);
            var process = await WorkerdProcess.StartAsync(spawner, ledger, options.WorkerdPath, folder, configFile, sockets, Guarded(onLine));
            _running[process.Id] = process;
            _ = process.Ended.ContinueWith(_ => _running.TryRemove(process.Id, out WorkerdProcess? _), TaskScheduler.Default);
            return await process.WaitUntilListeningAsync(options.StartTimeout, cpu, time, cancellationToken);
        }
        finally
        {
            File.Delete(configFile);
            _starts.Release();
        }
    }

    /// <summary>Ends whatever still runs.</summary>
    public Task KillAllAsync() => Task.WhenAll(_running.Values.Select(process => process.KillAsync()));

    public void Dispose()
    {
        run.Dispose();
        spawner.Dispose();
        _starts.Dispose();
    }

    // The output is read until the process has ended, and its end is known by that: whoever takes a line must not end the reading.
    private Action<WorkerdLine> Guarded(Action<WorkerdLine> onLine) => line =>
    {
        try
        {
            onLine(line);
        }
        catch (Exception exception)
        {
            LogLineLost(exception);
        }
    };

    private static async Task WriteOwnerOnlyAsync(string file, string text, CancellationToken cancellationToken)
    {
        var create = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var stream = new FileStream(file, create);
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "A line of a process's output was lost")]
    private partial void LogLineLost(Exception exception);
}
