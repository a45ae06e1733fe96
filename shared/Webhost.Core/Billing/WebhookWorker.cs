using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Webhost.Core.Billing;

/// <summary>Processes events as they come, those of one subscription together. What it does not get to is taken up by <see cref="WebhookProcessor.CatchUpAsync"/>.</summary>
public sealed partial class WebhookWorker(WebhookQueue queue, WebhookProcessor processor, TimeProvider time, ILogger<WebhookWorker> logger) : BackgroundService
{
    private const int MaximumBatch = 200;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<string>();
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gathering, time, stoppingToken);
            while (batch.Count < MaximumBatch && queue.Reader.TryRead(out var eventId))
            {
                batch.Add(eventId);
            }

            try
            {
                await processor.ProcessAsync(batch, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Left(exception, batch.Count);
            }

            batch.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Up to {Count} webhook events could not be processed now and are taken up again later.")]
    private partial void Left(Exception exception, int count);
}
