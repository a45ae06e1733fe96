using Microsoft.Extensions.Hosting;

namespace Webhost.Core.Limits;

/// <summary>Tends the quota that this process holds. What is held at the end is given back when the measurements are written (<see cref="Telemetry.MeteringWriter"/>).</summary>
public sealed class QuotaKeeper(QuotaGate quotas, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            await quotas.TendAsync(stoppingToken);
        }
    }
}
