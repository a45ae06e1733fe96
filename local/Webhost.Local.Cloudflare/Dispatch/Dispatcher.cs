using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>The dispatcher Worker in a workerd of its own, for what no script's process can answer. Started again when it ends.</summary>
internal sealed partial class Dispatcher(CloudflareFacadeOptions options, WorkerdHost host, DispatcherCode code, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _folder = Path.Combine(options.StateDirectory, "dispatcher");
    private Task _watch = Task.CompletedTask;
    private WorkerdProcess? _process;
    private HttpMessageInvoker? _http;

    /// <summary>Reaches the process that serves, or did last. Known once started.</summary>
    public HttpMessageInvoker Http => _http ?? throw new InvalidOperationException("The dispatcher is not started.");

    /// <exception cref="InvalidOperationException">The dispatcher Worker doesn't start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);

        // A facade that was killed during the start has left its configuration with the key in it, under a name that is used again.
        foreach (var leftover in Directory.EnumerateFiles(_folder, "*.capnp"))
            File.Delete(leftover);
        if (await TryStartAsync(cancellationToken) is { } problem)
            throw new InvalidOperationException($"The dispatcher did not start: {problem}");
        _watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        if (_process is { } process)
            await process.StopAsync(TimeSpan.FromSeconds(1), host.Time);
        _http?.Dispose();
        _stopping.Dispose();
    }

    private async Task<string?> TryStartAsync(CancellationToken cancellationToken)
    {
        var socket = host.Run.NextSocket();
        var config = WorkerdConfig.Dispatcher(code, socket, host.Run.NextSocket(), options.HeapMegabytes);
        switch (await host.StartAsync(_folder, config, sockets: 2, StartPurpose.Serve, TakeLine, cancellationToken))
        {
            case WorkerdStart.Listening(var process, _):
                _process = process;
                Interlocked.Exchange(ref _http, UnixSocketClient.Create(socket))?.Dispose();
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
