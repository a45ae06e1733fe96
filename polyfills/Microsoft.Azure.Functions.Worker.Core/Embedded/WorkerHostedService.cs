using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// The life of the embedded host. Functions are checked before anything starts, listeners start when everything else has, stop first, and
/// running invocations get the time to end.
/// </summary>
internal sealed partial class WorkerHostedService(
    FunctionCatalog catalog,
    IEnumerable<ITriggerListener> listeners,
    InvocationTracker tracker,
    IConfiguration configuration,
    ILogger<WorkerHostedService> logger) : IHostedLifecycleService
{
    private const string DrainSecondsKey = "drainTimeoutSeconds";
    private const double DefaultDrainSeconds = 4;

    private readonly ITriggerListener[] _listeners = [.. listeners];

    /// <summary>How long running invocations may go on before they are cancelled.</summary>
    public static TimeSpan DrainTime(IConfiguration configuration) => TimeSpan.FromSeconds(configuration.GetValue(DrainSecondsKey, DefaultDrainSeconds));

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        catalog.Load();
        foreach (ITriggerListener listener in _listeners)
            await listener.PrepareAsync(catalog.FunctionsOf(listener), cancellationToken);
        if (catalog.Functions.Count == 0)
            LogNoFunctions();
        else
            LogLoaded(catalog.Functions.Count);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (ITriggerListener listener in _listeners)
            await listener.StartAsync(cancellationToken);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        tracker.BeginDrain(DrainTime(configuration));
        if (tracker.Running > 0)
            LogDraining(tracker.Running);
        foreach (ITriggerListener listener in _listeners)
            await listener.StopAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tracker.WhenIdleAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogLeftBehind(tracker.Running);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(11, LogLevel.Warning, "No functions found in this application")]
    private partial void LogNoFunctions();

    [LoggerMessage(12, LogLevel.Information, "Loaded {Count} functions")]
    private partial void LogLoaded(int count);

    [LoggerMessage(13, LogLevel.Information, "Waiting for {Count} running invocations")]
    private partial void LogDraining(int count);

    [LoggerMessage(14, LogLevel.Warning, "Stopped with {Count} invocations still running")]
    private partial void LogLeftBehind(int count);
}
