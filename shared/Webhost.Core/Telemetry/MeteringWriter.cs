using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Core.Limits;
using Webhost.Core.Sessions;

namespace Webhost.Core.Telemetry;

/// <summary>Writes measurements and session dates in batches, and tries again until storage takes them. A graceful stop writes the rest and gives unspent quota back.</summary>
public sealed partial class MeteringWriter(MeteringQueue queue, ITelemetryStore telemetry, ISessionStore sessions, QuotaGate quotas, TimeProvider time, ILogger<MeteringWriter> logger) : BackgroundService
{
    private const int MaximumBatch = 2_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        await quotas.ReturnAllAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<InvocationMeasurement>();
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.WhenAny(queue.Reader.Completion, Task.Delay(Gathering, time, stoppingToken));
            while (batch.Count < MaximumBatch && queue.Reader.TryRead(out var measurement))
            {
                batch.Add(measurement);
            }

            await WriteAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<InvocationMeasurement> batch, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            try
            {
                await telemetry.AddMeasurementsAsync(batch, cancellationToken);
                await sessions.TouchAsync(Touches(batch), cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                WriteFailed(exception, batch.Count);
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static List<SessionTouch> Touches(List<InvocationMeasurement> batch) =>
        [.. batch.GroupBy(item => (item.AgentId, item.SessionId))
            .Select(group => new SessionTouch(group.Key.AgentId, group.Key.SessionId, group.Min(item => item.StartedAt), group.Max(item => item.StartedAt), group.Count()))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} measurements could not be written and are tried again.")]
    private partial void WriteFailed(Exception exception, int count);
}
