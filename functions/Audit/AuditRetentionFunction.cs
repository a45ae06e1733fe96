using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Audit;

namespace Webhost.Functions.Audit;

/// <summary>Removes entries of the audit log whose time is over.</summary>
internal sealed class AuditRetentionFunction(AuditRetention retention)
{
    [Function("RemoveExpiredAuditEntries")]
    public Task RunAsync([TimerTrigger("0 41 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
