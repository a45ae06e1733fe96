using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Writes down what is said of subscriptions, payments and orders, and lets their owners have what follows. Every step may be repeated: a process that dies
/// between two of them is made good by whoever takes the same statement up again, and by <see cref="DueChanges"/>: what is written down is due until it is settled.
/// </summary>
public sealed partial class SubscriptionLedger(ISubscriptionStore store, AccountEntitlements accounts, TimeProvider time, ILogger<SubscriptionLedger> logger)
{
    private const int Attempts = 40;

    /// <summary>Writes down what is said of one subscription, its payments and its changes. Returns what became of each statement, in order, and whose it is; null when nobody knows.</summary>
    public async Task<(IReadOnlyList<MergeOutcome> Outcomes, UserId? Owner)> RecordAsync(string subscriptionId, IReadOnlyList<SubscriptionStatement> statements, CancellationToken cancellationToken)
    {
        foreach (var orderId in statements.Select(statement => statement.Subscription?.OrderId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await ChangeOrderAsync(orderId, order => order with { SubscriptionId = order.SubscriptionId ?? subscriptionId }, cancellationToken);
        }

        var outcomes = new List<MergeOutcome>();
        await ChangeAsync(
            subscriptionId,
            record =>
            {
                outcomes.Clear();
                foreach (var statement in statements)
                {
                    var outcome = MergeOutcome.Applied;
                    (record, outcome) = statement.Subscription is { } facts ? record.With(facts) : statement.Payment is { } payment ? record.With(payment) : (record, outcome);
                    outcomes.Add(outcome);
                    record = Bind(statement.Change is { } change ? record.With(change) : record, statement.Owner);
                }

                return record;
            },
            cancellationToken);
        return (outcomes, await SettleAsync(subscriptionId, cancellationToken));
    }

    /// <summary>Writes down that a change is about to be asked for. False, and nothing written, while another one is under way, or when something newer was said than it was decided on.</summary>
    public async Task<bool> TryBeginAsync(SubscriptionFacts decidedOn, ChangeNote change, CancellationToken cancellationToken)
    {
        var begun = false;
        await ChangeAsync(
            decidedOn.SubscriptionId,
            record =>
            {
                begun = record.Newest?.SaysTheSameAs(decidedOn) == true && !record.Changes.Any(other => other.IsUnderWay(change.NotedAt));
                return begun ? record.With(change) : record;
            },
            cancellationToken);
        return begun;
    }

    /// <summary>Writes down what is said of an order. Returns whether it was news, and whose it is.</summary>
    public async Task<(MergeOutcome Outcome, UserId? Owner)> RecordAsync(OrderFacts said, UserId? owner, CancellationToken cancellationToken)
    {
        var outcome = MergeOutcome.Applied;
        var order = await ChangeOrderAsync(
            said.OrderId,
            present =>
            {
                outcome = present.Facts?.UpdatedAt > said.UpdatedAt ? MergeOutcome.Superseded : MergeOutcome.Applied;
                return present.With(said) with { UserId = present.UserId ?? owner?.Value };
            },
            cancellationToken);
        var settled = order.SubscriptionId is { } subscriptionId ? await SettleAsync(subscriptionId, cancellationToken) : null;
        return (outcome, settled ?? (order.UserId is { } known ? new UserId(known) : null));
    }

    /// <summary>
    /// Lets a subscription's owner have what follows from what is known now, and schedules what the clock changes next. Returns the owner; null when nobody knows.
    /// </summary>
    public async Task<UserId?> SettleAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        // Before anything is read: what the clock changes meanwhile is scheduled, if in vain.
        var now = time.GetUtcNow();

        // Both the subscription and its order may bring the owner, and either may be written just now: what is there after this was read is settled by the other.
        if (await store.FindAsync(subscriptionId, cancellationToken) is not { } present)
        {
            return null;
        }

        var order = await OrderOfAsync(present.Value, cancellationToken);
        if (present.Value.UserId is null && order?.UserId is { } userId)
        {
            await ChangeAsync(subscriptionId, record => Bind(record, new UserId(userId)), cancellationToken);
            return await SettleAsync(subscriptionId, cancellationToken);
        }

        var owner = present.Value.UserId is { } known ? new UserId(known) : (UserId?)null;
        if (owner is { } settled)
        {
            await accounts.ApplyAsync(settled, cancellationToken);
        }

        // Whoever writes it in between settles it too.
        var changesAt = SubscriptionState.Of(present.Value, order, now)?.ChangesAt;
        await store.TryWriteAsync(present.Value, present.ETag, new SubscriptionSchedule(IsLive(present.Value), changesAt), cancellationToken);
        return owner;
    }

    private async Task<OrderRecord?> OrderOfAsync(SubscriptionRecord record, CancellationToken cancellationToken) =>
        record.Newest?.OrderId is { } orderId ? (await store.FindOrderAsync(orderId, cancellationToken))?.Value : null;

    private SubscriptionRecord Bind(SubscriptionRecord record, UserId? owner)
    {
        if (owner is not { } userId || string.Equals(record.UserId, userId.Value, StringComparison.Ordinal))
        {
            return record;
        }

        if (record.UserId is { } present)
        {
            OtherOwner(record.SubscriptionId, present, userId.Value);
            return record;
        }

        return record with { UserId = userId.Value };
    }

    private async Task ChangeAsync(string subscriptionId, Func<SubscriptionRecord, SubscriptionRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await store.FindAsync(subscriptionId, cancellationToken);
            var before = present?.Value ?? new SubscriptionRecord { SubscriptionId = subscriptionId };
            var after = change(before);
            if (present is not null && ReferenceEquals(after, before))
            {
                return;
            }

            if (before.UserId is null && after.UserId is { } owner)
            {
                // Listed first: nobody sees it owned and does not find it.
                await store.ListAsOwnedAsync(new UserId(owner), subscriptionId, cancellationToken);
            }

            // Due until it is settled.
            if (await store.TryWriteAsync(after, present?.ETag, new SubscriptionSchedule(IsLive(after), time.GetUtcNow()), cancellationToken))
            {
                return;
            }
        }

        throw new BillingContendedException($"The subscription '{subscriptionId}' is being written by too many at once.");
    }

    private static bool IsLive(SubscriptionRecord record) => record.Newest?.Status != SubscriptionStatus.Expired;

    private async Task<OrderRecord> ChangeOrderAsync(string orderId, Func<OrderRecord, OrderRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await store.FindOrderAsync(orderId, cancellationToken);
            var before = present?.Value ?? new OrderRecord { OrderId = orderId };
            var after = change(before);
            if ((present is not null && after == before) || await store.TryWriteOrderAsync(after, present?.ETag, cancellationToken))
            {
                return after;
            }
        }

        throw new BillingContendedException($"The order '{orderId}' is being written by too many at once.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription {SubscriptionId} belongs to {UserId}; a statement that names {OtherUserId} does not change that.")]
    private partial void OtherOwner(string subscriptionId, string userId, string otherUserId);
}
