using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Metrics;

namespace Webhost.Functions.Metrics;

/// <summary>Removes raw events and roll-ups whose time is over.</summary>
internal sealed class EventRetentionFunction(EventRetention retention)
{
    [Function("RemoveExpiredEvents")]
    public async Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await retention.RemoveRawAsync(cancellationToken);
        await retention.RemoveHoursAsync(cancellationToken);
    }
}
