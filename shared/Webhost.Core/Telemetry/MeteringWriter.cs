using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Core.Limits;
using Webhost.Core.Sessions;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Writes measurements and session dates in batches, and tries again until storage takes them; sees to it that what runs for long is measured on its way. After a graceful stop, when
/// nothing is served any more, it writes the rest and gives unspent quota back.
/// </summary>
public sealed partial class MeteringWriter(MeteringQueue queue, ITelemetryStore telemetry, ISessionStore sessions, QuotaGate quotas, TimeProvider time, ILogger<MeteringWriter> logger)
    : BackgroundService, IHostedLifecycleService
{
    private const int MaximumBatch = 2_000;
    private const int ParallelTouches = 8;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Goes on: whatever the order in which parts of the process stop, what is still served while they do is measured.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        queue.Complete();

        // Also when the host has no patience left: what is not written is not billed, and what is not given back, the rest of what is settled by then included, is lost to its owner.
        using var deadline = new CancellationTokenSource(LastPatience, time);
        var writing = ExecuteTask ?? Task.CompletedTask;
        await writing.WaitAsync(LastPatience / 2, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await quotas.ReturnAllAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ReturnFailed(exception);
        }

        await writing.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(deadline.Token);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var looking = time.CreateTimer(_ => queue.MeasureRunning(time), state: null, LookInterval, LookInterval);
        var batch = new List<QueuedMeasurement>();
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.WhenAny(queue.Reader.Completion, Task.Delay(Gathering, time, stoppingToken));
            while (batch.Count < MaximumBatch && queue.Reader.TryRead(out var queued))
            {
                batch.Add(queued);
            }

            await WriteAsync(batch, stoppingToken);
            queue.Written(batch.Count);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<QueuedMeasurement> batch, CancellationToken cancellationToken)
    {
        var measurements = batch.ConvertAll(queued => queued.Measurement);

        // Of an invocation that was measured several times the last counts.
        IReadOnlyList<InvocationMeasurement> latest =
            measurements.Exists(item => item.Unfinished) ? [.. measurements.GroupBy(item => item.InvocationId).Select(group => group.Last())] : measurements;
        await RetryAsync(() => telemetry.AddMeasurementsAsync(latest, cancellationToken), latest.Count, cancellationToken);
        foreach (var queued in batch)
        {
            if (queued.Settlement is { } settlement)
            {
                quotas.Settle(settlement);
            }
        }

        await Parallel.ForEachAsync(Writes(Touches(latest)), new ParallelOptions { MaxDegreeOfParallelism = ParallelTouches, CancellationToken = cancellationToken }, WriteAsync);
    }

    private async ValueTask WriteAsync(SessionTouch[] touches, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionTouch> known = touches;
        if (touches[0].Opened)
        {
            await RetryAsync(async () => known = await sessions.OpenAsync(touches, cancellationToken), touches.Length, cancellationToken);
        }

        foreach (var touch in known)
        {
            await RetryAsync(() => sessions.TouchAsync([touch], cancellationToken), touch.Count, cancellationToken);
        }
    }

    private async Task RetryAsync(Func<Task> write, int count, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A time-out of the storage client is a cancellation too, but not ours.
                WriteFailed(exception, count);
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static List<SessionTouch> Touches(IEnumerable<InvocationMeasurement> batch) =>
        [.. batch.Where(item => !item.Unfinished).GroupBy(item => (item.AgentId, item.SessionId))
            .Select(group => new SessionTouch(group.Key.AgentId, group.Key.SessionId, group.Min(item => item.StartedAt), group.Max(item => item.StartedAt), group.Count())
            {
                Opened = group.Any(item => item.SessionOpened),
            })];

    // Sessions that were opened are written together, and others each on its own: one that has been counted is not counted again because another failed.
    private static IEnumerable<SessionTouch[]> Writes(List<SessionTouch> touches) =>
        touches.Where(touch => touch.Opened).GroupBy(touch => touch.AgentId).SelectMany(opened => opened.Chunk(ISessionStore.MostOpened))
            .Concat(touches.Where(touch => !touch.Opened).Select(touch => new[] { touch }));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} measurements could not be written and are tried again.")]
    private partial void WriteFailed(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unspent quota could not be given back.")]
    private partial void ReturnFailed(Exception exception);
}
