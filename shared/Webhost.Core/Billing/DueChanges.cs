namespace Webhost.Core.Billing;

/// <summary>
/// Lets what the clock alone changes take effect: the end of what was paid for before a smaller plan, of a cancelled plan, and at the start of a pause. And what was
/// written down by a process that died before it was settled.
/// </summary>
public sealed class DueChanges(ISubscriptionStore store, SubscriptionLedger ledger, TimeProvider time)
{
    /// <summary>Goes through everything that is due; one that fails doesn't keep the others. Safe to run at any time, and in several processes at once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        await foreach (var record in store.ReadDueAsync(time.GetUtcNow(), cancellationToken))
        {
            try
            {
                await ledger.SettleAsync(record.SubscriptionId, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"{failures.Count} subscriptions whose time has come could not be settled; they are tried again.", failures);
        }
    }
}
