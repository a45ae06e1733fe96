using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Metrics;

namespace Webhost.Functions.Metrics;

/// <summary>Keeps the roll-ups up to date.</summary>
internal sealed class RollupFunction(Backfill backfill, HourlyRollups rollups)
{
    [Function("RollUpMetrics")]
    public async Task RunAsync([TimerTrigger("%RollupSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await backfill.RunAsync(cancellationToken);
        await rollups.RunAsync(cancellationToken);
    }
}
