using Microsoft.Extensions.Logging;
using Webhost.Core.Audit;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Gives users what their subscriptions give them, within two seconds in every process: here at once, elsewhere when caches of a second's age run out.</summary>
public sealed partial class AccountEntitlements(
    ISubscriptionStore store, IUserStore users, UserDirectory directory, BillingAudit audit, BillingOptions options, TimeProvider time, ILogger<AccountEntitlements> logger)
{
    private const int Attempts = 40;

    /// <summary>What a user's subscriptions give together, now.</summary>
    public async Task<AccountState> ReadAsync(UserId userId, CancellationToken cancellationToken)
    {
        var states = new List<SubscriptionState>();
        foreach (var record in await store.ListAsync(userId, cancellationToken))
        {
            var order = record.Newest?.OrderId is { } orderId ? await store.FindOrderAsync(orderId, cancellationToken) : null;
            if (SubscriptionState.Of(record, order?.Value, time.GetUtcNow()) is { } state)
            {
                states.Add(state);
            }
        }

        return AccountState.Of(states, options.Grace);
    }

    /// <summary>Writes what a user's subscriptions give into the user's row, until a look at both finds nothing to write. Safe to run at any time, and at once.</summary>
    public async Task ApplyAsync(UserId userId, CancellationToken cancellationToken)
    {
        (AuditMark Mark, User Changed)? begun = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // The row first: what is read after it is at least as new. And again after each write: a subscription may have been written in between by
            // someone who found nothing to change in the row as it was then.
            if (await users.FindAsync(userId, cancellationToken) is not { } present)
            {
                NoUser(userId.Value);
                return;
            }

            var state = await ReadAsync(userId, cancellationToken);
            if (begun is { Changed: var change } && !ReferenceEquals(state.ApplyTo(change), change))
            {
                // By now it is to be something else: that is another change, and what became of this one stays open.
                begun = null;
            }

            var changed = state.ApplyTo(present.Value);
            if (ReferenceEquals(changed, present.Value))
            {
                // What was begun was done by another who was faster.
                if (begun is not null)
                {
                    await audit.EndAsync(begun.Value.Mark, cancellationToken);
                }

                return;
            }

            begun ??= (await audit.BeginPlanAsync(present, changed, state.Subscription?.Facts.SubscriptionId, cancellationToken), changed);
            if (await users.TryUpdateAsync(present with { Value = changed }, cancellationToken))
            {
                directory.Forget(userId);
                Changed(userId.Value, present.Value.SubscriptionTier, changed.SubscriptionTier, changed.AgentCoreAddOns, state.Subscription?.Facts.SubscriptionId);
                await audit.EndAsync(begun.Value.Mark, cancellationToken);
                begun = null;
            }
        }

        throw new BillingContendedException($"The user '{userId}' is being written by too many at once.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{UserId} had the plan {Before} and has {After} with {AddOns} add-ons, by the subscription {SubscriptionId}.")]
    private partial void Changed(string userId, string before, string after, long addOns, string? subscriptionId);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is a subscription of {UserId}, who is not there.")]
    private partial void NoUser(string userId);
}
