using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>The dispatcher Worker in a workerd of its own, on the dispatcher's TCP port. Started again when it ends.</summary>
internal sealed partial class Dispatcher(CloudflareFacadeOptions options, WorkerdHost host, string facadeSocket, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _folder = Path.Combine(options.StateDirectory, "dispatcher");
    private int _port = options.DispatcherPort;
    private Task _watch = Task.CompletedTask;
    private WorkerdProcess? _process;

    /// <summary>The port that it listens on, once started.</summary>
    public int Port => _port;

    /// <exception cref="InvalidOperationException">The dispatcher Worker doesn't start, or its port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        if (await TryStartAsync(cancellationToken) is { } problem)
            throw new InvalidOperationException($"The dispatcher did not start on port {_port}: {problem}");
        _watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        if (_process is { } process)
            await process.StopAsync(TimeSpan.FromSeconds(1), host.Time);
        _stopping.Dispose();
    }

    private async Task<string?> TryStartAsync(CancellationToken cancellationToken)
    {
        // A copy, since a configuration embeds files that lie below its own folder.
        const string Module = "dispatcher.js";
        File.Copy(options.DispatcherScriptPath, Path.Combine(_folder, Module), overwrite: true);
        var config = WorkerdConfig.Dispatcher(Module, $"127.0.0.1:{_port}", host.Run.NextSocket(), facadeSocket, options.HeapMegabytes);
        switch (await host.StartAsync(_folder, config, sockets: 2, StartPurpose.Serve, TakeLine, cancellationToken))
        {
            case WorkerdStart.Listening(var process, _):
                (_process, _port) = (process, process.PortOf(WorkerdConfig.HttpSocket));
                return null;
            case WorkerdStart.Failed(var message):
                return message;
            default:
                return "it took too long.";
        }
    }

    private async Task WatchAsync()
    {
        var pause = FirstPause;
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                await _process!.Ended.WaitAsync(_stopping.Token);
                LogEnded(_process.Id);
                while (await TryStartAsync(_stopping.Token) is { } problem)
                {
                    LogNotStarted(problem);
                    await Task.Delay(pause, host.Time, _stopping.Token);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
                pause = FirstPause;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The facade stops.
        }
    }

    private void TakeLine(WorkerdLine line)
    {
        if (line.Level is "error" or "fatal")
            LogOutput(line.Message);
    }

    [LoggerMessage(LogLevel.Warning, "The dispatcher's process {ProcessId} is gone; starting another")]
    private partial void LogEnded(int processId);

    [LoggerMessage(LogLevel.Error, "The dispatcher did not start: {Problem}")]
    private partial void LogNotStarted(string problem);

    [LoggerMessage(LogLevel.Debug, "Dispatcher: {Message}")]
    private partial void LogOutput(string message);
}
