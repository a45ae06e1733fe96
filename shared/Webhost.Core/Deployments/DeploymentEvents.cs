using System.Runtime.CompilerServices;
using Webhost.Contracts.Deployments;
using Webhost.Core.Identity;

namespace Webhost.Core.Deployments;

/// <summary>Tells how a deployment goes while it does.</summary>
public sealed class DeploymentEvents(DeploymentDirectory deployments, IDeploymentLog log, TimeProvider time)
{
    private const int LogBatch = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);

    /// <summary>Follows a deployment to its end: <see cref="DeploymentEvent.Ended"/>, or <see cref="DeploymentEvent.Gone"/>. Yields null when there is nothing new for a while.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="deployment">The deployment as it was found.</param>
    /// <param name="cursor">The line of its log after which to begin; null for the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<DeploymentEvent?> FollowAsync(Caller caller, DeploymentRecord deployment, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DeploymentPhase? shown = null;
        while (true)
        {
            // The row first, then the log: every line that led to the row's state is in what is read after it.
            var got = await deployments.GetAsync(caller, deployment.DeploymentId, cancellationToken);
            deployment = got.TryGet(out var present, out var gone) ? present : deployment;
            if (shown != deployment.Phase)
            {
                shown = deployment.Phase;
                yield return new DeploymentEvent.Progressed(deployment.ToProgress(), cursor);
            }

            var lines = await log.ReadAsync(deployment.DeploymentId, cursor, LogBatch, cancellationToken);
            foreach (var (id, line) in lines)
            {
                cursor = id;
                yield return new DeploymentEvent.Logged(line, id);
            }

            if (lines.Count == LogBatch)
            {
                // There may be more, which are to be told before the end is.
                continue;
            }

            if (gone is not null)
            {
                yield return new DeploymentEvent.Gone(gone, cursor);
                yield break;
            }

            if (deployment.Ended)
            {
                yield return new DeploymentEvent.Ended(deployment, cursor);
                yield break;
            }

            yield return null;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }
}
