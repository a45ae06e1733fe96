using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Logs;

namespace Webhost.Functions.Logs;

/// <summary>Removes log lines whose time is over.</summary>
internal sealed class LogRetentionFunction(LogRetention retention)
{
    [Function("RemoveExpiredLogs")]
    public Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
