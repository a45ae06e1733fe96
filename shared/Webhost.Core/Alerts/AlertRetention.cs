using Webhost.Core.Users;

namespace Webhost.Core.Alerts;

/// <summary>Removes alerts of long ago. May be stopped and run again at any time.</summary>
public sealed class AlertRetention(IUserRegister users, IAlertStore store, TimeProvider time)
{
    private const int KeptDays = 400;

    /// <summary>Goes through the alerts of all users once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-KeptDays);
        await foreach (var user in users.ReadAllAsync(cancellationToken))
        {
            await store.RemoveAsync(new UserId(user.UserId), before, cancellationToken);
        }
    }
}
