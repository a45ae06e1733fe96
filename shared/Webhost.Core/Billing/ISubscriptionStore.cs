using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Keeps what is known of subscriptions, by their ids at the provider, and whose they are.</summary>
public interface ISubscriptionStore
{
    /// <summary>A subscription, or null.</summary>
    Task<Versioned<SubscriptionRecord>?> FindAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Writes a subscription; false when somebody else did in between.</summary>
    /// <param name="record">The new value.</param>
    /// <param name="etag">The version that it was made from; null for a new one.</param>
    /// <param name="schedule">When the clock changes it, and whether it goes on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> TryWriteAsync(SubscriptionRecord record, string? etag, SubscriptionSchedule schedule, CancellationToken cancellationToken);

    /// <summary>Puts a subscription on a user's list. It counts as the user's only once its record says so too. Idempotent.</summary>
    Task ListAsOwnedAsync(UserId userId, string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Puts another user in the place of one in all subscriptions and their orders. Idempotent.</summary>
    Task ReassignAsync(UserId from, UserId to, CancellationToken cancellationToken);

    /// <summary>The subscriptions of a user.</summary>
    Task<IReadOnlyList<SubscriptionRecord>> ListAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>All subscriptions that go on, in no particular order.</summary>
    IAsyncEnumerable<SubscriptionRecord> ReadLiveAsync(CancellationToken cancellationToken);

    /// <summary>All subscriptions that the clock changes before a time, or that are to be settled since then.</summary>
    IAsyncEnumerable<SubscriptionRecord> ReadDueAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>An order, or null.</summary>
    Task<Versioned<OrderRecord>?> FindOrderAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Writes an order; false when somebody else did in between.</summary>
    Task<bool> TryWriteOrderAsync(OrderRecord order, string? etag, CancellationToken cancellationToken);

    /// <summary>What was last reported of a subscription's usage in a period, or null.</summary>
    Task<UsageReport?> FindUsageAsync(string subscriptionId, string period, CancellationToken cancellationToken);

    /// <summary>Notes what was reported. Idempotent.</summary>
    Task NoteUsageAsync(string subscriptionId, UsageReport report, CancellationToken cancellationToken);
}
