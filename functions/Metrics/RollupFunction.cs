using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Metrics;

namespace Webhost.Functions.Metrics;

/// <summary>Keeps the roll-ups up to date.</summary>
internal sealed class RollupFunction(HourlyRollups rollups)
{
    [Function("RollUpMetrics")]
    public Task RunAsync([TimerTrigger("%RollupSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => rollups.RunAsync(cancellationToken);
}
