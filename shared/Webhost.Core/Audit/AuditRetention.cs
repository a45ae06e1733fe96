using Webhost.Core.Accounts;
using Webhost.Core.Users;

namespace Webhost.Core.Audit;

/// <summary>Removes entries whose time is over. May be stopped and run again at any time.</summary>
public sealed class AuditRetention(IUserRegister users, IAccountStore accounts, IAuditStore store, AuditOptions options, TimeProvider time)
{
    /// <summary>Goes through the logs of all users once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.RetentionDays);
        await foreach (var user in users.ReadAllAsync(cancellationToken))
        {
            await store.RemoveAsync(new UserId(user.UserId), before, cancellationToken);
        }

        await foreach (var deletion in accounts.ReadDeletionsAsync(cancellationToken))
        {
            await store.RemoveAsync(deletion.Pseudonym, before, cancellationToken);
            if (deletion.FinishedAt < before)
            {
                await accounts.RemoveDeletionAsync(deletion.DeletionId, cancellationToken);
            }
        }
    }
}
