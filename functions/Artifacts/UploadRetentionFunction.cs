using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Artifacts;

namespace Webhost.Functions.Artifacts;

/// <summary>Removes uploads that nobody deployed.</summary>
internal sealed class UploadRetentionFunction(UploadRetention retention)
{
    [Function("RemoveUndeployedUploads")]
    public Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
