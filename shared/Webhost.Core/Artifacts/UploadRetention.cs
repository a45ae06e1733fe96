using Webhost.Core.Deployments;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Artifacts;

/// <summary>Removes uploads that were not deployed for too long: nothing names them, and they take up their owner's storage. Those of a deployment stay as long as it is on record.</summary>
public sealed class UploadRetention(IUserRegister users, IArtifactStore artifacts, IDeploymentStore deployments, ArtifactOptions options, TimeProvider time)
{
    private const int MostAtOnce = 100;

    private readonly RetentionRun<string> run = new(time);

    /// <summary>Goes through the uploads of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => run.RunAsync(users.ReadAllAsync(cancellationToken).Select(user => user.UserId), RemoveSomeAsync, cancellationToken);

    private async Task<int> RemoveSomeAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = 0;

        // Read before the deployments, so that one that has just begun is seen. One that begins after that fails, and says that its upload is gone.
        var old = await artifacts.ReadUploadsAsync(userId, time.GetUtcNow() - options.UndeployedLife, cancellationToken).ToListAsync(cancellationToken);
        foreach (var ofAgent in old.GroupBy(upload => upload.AgentId, StringComparer.Ordinal))
        {
            var deployed = await Pages.ReadAsync((page, token) => deployments.ListAsync(ofAgent.Key, page, token), cancellationToken)
                .Select(deployment => deployment.UploadId)
                .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
            foreach (var upload in ofAgent.Where(upload => !deployed.Contains(upload.UploadId)).Take(MostAtOnce - removed))
            {
                await artifacts.RemoveUploadAsync(upload, cancellationToken);
                removed++;
            }
        }

        return removed;
    }
}
