using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Accounts;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Ends what nobody has anything of: a subscription whose account was deleted before it was paid, as on a checkout page that was still open. It is cancelled and what
/// was paid is given back; what is kept of it is kept under the deletion's pseudonym. Each step may be repeated.
/// </summary>
public sealed partial class AbandonedPurchases(ISubscriptionStore store, IUserStore users, ILogger<AbandonedPurchases> logger)
{
    /// <summary>
    /// Looks whether a subscription's owner is there. Returns whose it is then: the owner, or a pseudonym when the account is gone and the subscription is ended. Throws
    /// <see cref="BillingUnavailableException"/> when the provider must be asked and doesn't answer.
    /// </summary>
    public async Task<UserId> EndIfAbandonedAsync(IBillingProvider provider, string subscriptionId, UserId owner, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(owner, cancellationToken) is not null || await store.FindAsync(subscriptionId, cancellationToken) is not { Value: var record })
        {
            return owner;
        }

        var removed = await users.FindRemovedAsync(owner, cancellationToken);
        if (record.Newest is not { } facts || (removed is null && facts.IsEnding))
        {
            return owner;
        }

        if (!facts.IsEnding)
        {
            Require(await provider.CancelAsync(subscriptionId, cancellationToken));
        }

        if (removed is null)
        {
            // It has its pseudonym already: it was paid for while the account was there, and cancelled with it.
            return owner;
        }

        if (facts.OrderId is { } orderId)
        {
            Require(await provider.RefundAsync(orderId, cancellationToken));
        }

        var pseudonym = PseudonymOf(removed, subscriptionId);
        await store.ReassignAsync(owner, pseudonym, cancellationToken);
        Ended(subscriptionId, facts.OrderId, pseudonym.Value);
        return pseudonym;
    }

    /// <summary>The name under which something is kept that was said of an account's money: the account's, or a pseudonym when the account was deleted.</summary>
    public async Task<UserId> NameOfAsync(UserId owner, string subject, CancellationToken cancellationToken) =>
        await users.FindAsync(owner, cancellationToken) is null && await users.FindRemovedAsync(owner, cancellationToken) is { } removed ? PseudonymOf(removed, subject) : owner;

    /// <summary>Ends all that a deleted account is still the owner of.</summary>
    public async Task EndAllAsync(IBillingProvider provider, UserId owner, CancellationToken cancellationToken)
    {
        foreach (var record in await store.ListAsync(owner, cancellationToken))
        {
            await EndIfAbandonedAsync(provider, record.SubscriptionId, owner, cancellationToken);
        }
    }

    private static UserId PseudonymOf(RemovedUser removed, string subject) => DeletionRecord.PseudonymOf(removed.DeletionId ?? subject);

    private static void Require<T>(Result<T> answer)
    {
        // What the provider does not know needs no end.
        if (!answer.TryGet(out _, out var failure) && failure is not Failure.NotFound)
        {
            throw new BillingUnavailableException(failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription {SubscriptionId} was paid for after its account had been deleted. It is cancelled, the order {OrderId} is given back, and {Pseudonym} stands for the owner.")]
    private partial void Ended(string subscriptionId, string? orderId, string pseudonym);
}
