using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Accounts;

namespace Webhost.Functions.Accounts;

/// <summary>Removes archives whose time is over, and forgets who was removed long ago.</summary>
internal sealed class AccountRetentionFunction(AccountExports exports)
{
    [Function("RemoveExpiredExports")]
    public Task RunAsync([TimerTrigger("0 23 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => exports.RemoveExpiredAsync(cancellationToken);
}
