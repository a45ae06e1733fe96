using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Sessions;

namespace Webhost.Functions.Sessions;

/// <summary>Forgets sessions that have expired.</summary>
internal sealed class SessionRetentionFunction(SessionRetention retention)
{
    [Function("RemoveExpiredSessions")]
    public Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
