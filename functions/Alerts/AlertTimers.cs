using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Alerts;

namespace Webhost.Functions.Alerts;

/// <summary>Looks after alerts by the clock.</summary>
internal sealed class AlertTimers(AlertWatch watch, AlertRetention retention)
{
    [Function("WatchLimits")]
    public Task WatchAsync([TimerTrigger("%AlertSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => watch.RunAsync(cancellationToken);

    [Function("RemoveOldAlerts")]
    public Task RemoveAsync([TimerTrigger("0 51 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
