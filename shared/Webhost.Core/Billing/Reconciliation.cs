using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Compares the provider's subscriptions with ours and writes down what differs, in the way of an event: so that a webhook that never came heals. Asks for
/// everything that goes on there, one by one for what goes on here and no longer there, and for the payments that present periods rest on.
/// </summary>
public sealed partial class Reconciliation(
    BillingConnection billing, ISubscriptionStore store, SubscriptionLedger ledger, LostPurchases lost, AbandonedPurchases abandoned, BillingAudit audit, TimeProvider time,
    ILogger<Reconciliation> logger)
{
    private const int MostPages = 1000;

    // A period and its dunning: what was paid before that gives nobody anything any more.
    private static readonly TimeSpan StillTells = TimeSpan.FromDays(62);

    private static readonly SubscriptionStatus[] GoingOn =
    [
        SubscriptionStatus.Active, SubscriptionStatus.OnTrial, SubscriptionStatus.PastDue, SubscriptionStatus.Unpaid, SubscriptionStatus.Paused, SubscriptionStatus.Cancelled,
    ];

    /// <summary>Compares everything once. Returns how many subscriptions differed. Throws <see cref="BillingUnavailableException"/> when the provider is away; what was found until then is written.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return 0;
        }

        var differed = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var status in GoingOn)
        {
            await foreach (var listed in ReadAsync(page => provider.ListAsync(status, page, cancellationToken)))
            {
                seen.Add(listed.Facts.SubscriptionId);
                differed += await TakeAsync(listed, cancellationToken) ? 1 : 0;
            }
        }

        await foreach (var record in store.ReadLiveAsync(cancellationToken))
        {
            if (!seen.Contains(record.SubscriptionId))
            {
                differed += await AskAsync(provider, record.SubscriptionId, cancellationToken) ? 1 : 0;
            }

            if (record.UserId is { } owner)
            {
                // Whoever heard of the purchase may have died before it was ended.
                await abandoned.EndIfAbandonedAsync(provider, record.SubscriptionId, new UserId(owner), cancellationToken);
            }
        }

        return differed + await TakePaymentsAsync(provider, cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(Func<int, Task<Result<ProviderPage<T>>>> list)
    {
        for (var page = 1; page <= MostPages; page++)
        {
            if (!(await list(page)).TryGet(out var found, out var failure))
            {
                throw new BillingUnavailableException(failure.Message);
            }

            foreach (var item in found.Items)
            {
                yield return item;
            }

            if (!found.More)
            {
                break;
            }
        }
    }

    private async Task<bool> AskAsync(IBillingProvider provider, string subscriptionId, CancellationToken cancellationToken)
    {
        if ((await provider.FindAsync(subscriptionId, cancellationToken)).TryGet(out var facts, out var failure))
        {
            return await TakeAsync(new ListedSubscription(facts, Email: null), cancellationToken);
        }

        if (failure is not Failure.NotFound)
        {
            throw new BillingUnavailableException(failure.Message);
        }

        // Nothing is taken from anybody because of what the provider doesn't say.
        Unknown(subscriptionId);
        return false;
    }

    private async Task<bool> TakeAsync(ListedSubscription listed, CancellationToken cancellationToken)
    {
        var facts = listed.Facts;
        var known = (await store.FindAsync(facts.SubscriptionId, cancellationToken))?.Value;
        if (known is { UserId: not null, ContestedAt: null } && known.History.Any(facts.SaysTheSameAs))
        {
            return false;
        }

        var owner = known?.UserId is { } bound ? new UserId(bound) : await OwnerAsync(listed, cancellationToken);
        if (owner is { } named && !IsOnlyNewer(facts, known?.Newest))
        {
            // First: once it is written down it differs no more, and whoever died in between would never tell.
            await audit.FoundAsync(await abandoned.NameOfAsync(named, facts.SubscriptionId, cancellationToken), facts, cancellationToken);
        }

        var (_, settled) = await ledger.RecordAsync(facts.SubscriptionId, [new SubscriptionStatement { Subscription = facts, Owner = owner }], cancellationToken);
        if (settled is { } userId)
        {
            Differed(facts.SubscriptionId, userId.Value, facts.Status);
        }
        else
        {
            Unattributed(facts.SubscriptionId, facts.Status);
        }

        return true;
    }

    // A refund, and a renewal after one, are told of by payments alone.
    private async Task<int> TakePaymentsAsync(IBillingProvider provider, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - StillTells;
        var payments = new List<PaymentFacts>();
        await foreach (var payment in ReadAsync(page => provider.ListPaymentsAsync(page, cancellationToken)))
        {
            if (payment.CreatedAt < oldest)
            {
                break;
            }

            payments.Add(payment);
        }

        var differed = 0;
        foreach (var subscription in payments.GroupBy(payment => payment.SubscriptionId, StringComparer.Ordinal))
        {
            if (await store.FindAsync(subscription.Key, cancellationToken) is { Value: var known } && subscription.Where(payment => !known.With(payment).Record.Payments.SequenceEqual(known.Payments)).ToArray() is { Length: > 0 } news)
            {
                if (known.UserId is { } owner)
                {
                    var name = await abandoned.NameOfAsync(new UserId(owner), subscription.Key, cancellationToken);
                    foreach (var payment in news)
                    {
                        await audit.FoundAsync(name, payment, cancellationToken);
                    }
                }

                await ledger.RecordAsync(subscription.Key, [.. news.Select(payment => new SubscriptionStatement { Payment = payment })], cancellationToken);
                PaymentsDiffered(subscription.Key, news.Length);
                differed++;
            }
        }

        return differed;
    }

    // The provider counts as changed what nothing here is made of.
    private static bool IsOnlyNewer(SubscriptionFacts facts, SubscriptionFacts? known) => known is not null && facts.SaysTheSameAs(known with { UpdatedAt = facts.UpdatedAt });

    // The order's event may have said whose it is; only when that is lost too is the checkout looked for.
    private async Task<UserId?> OwnerAsync(ListedSubscription listed, CancellationToken cancellationToken) =>
        listed.Facts.OrderId is { } orderId && await store.FindOrderAsync(orderId, cancellationToken) is { Value.UserId: { } owner } ? new UserId(owner) : await lost.FindAsync(listed, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "The subscription {SubscriptionId} of {UserId} differed from what the payment provider says: it is {Status}.")]
    private partial void Differed(string subscriptionId, string userId, SubscriptionStatus status);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} payments of the subscription {SubscriptionId} differed from what the payment provider says.")]
    private partial void PaymentsDiffered(string subscriptionId, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody knows whose the subscription {SubscriptionId} is ({Status}). Attach it to an account: POST /v1/operator/billing/attach.")]
    private partial void Unattributed(string subscriptionId, SubscriptionStatus status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment provider does not know the subscription {SubscriptionId}, which goes on here. It is left as it is.")]
    private partial void Unknown(string subscriptionId);
}
