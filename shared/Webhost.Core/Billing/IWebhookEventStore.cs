using Webhost.Contracts.Billing;
using Webhost.Core.Storage;

namespace Webhost.Core.Billing;

/// <summary>Keeps webhook events. An event that is to be processed and the note that says so are written, and crossed off, in one transaction.</summary>
public interface IWebhookEventStore
{
    /// <summary>Stores an event; false when it is there already.</summary>
    Task<bool> TryAddAsync(StoredEvent item, CancellationToken cancellationToken);

    /// <summary>An event, or null.</summary>
    Task<Versioned<StoredEvent>?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Writes what became of an event; false when somebody else did in between.</summary>
    Task<bool> TryUpdateAsync(Versioned<StoredEvent> item, bool wasPending, CancellationToken cancellationToken);

    /// <summary>The ids of events that are to be processed, up to a number.</summary>
    Task<IReadOnlyList<string>> ListPendingAsync(int most, CancellationToken cancellationToken);

    /// <summary>Events that came within a time, oldest first.</summary>
    IAsyncEnumerable<StoredEvent> ReadAsync(DateTimeOffset from, DateTimeOffset to, WebhookEventState? state, CancellationToken cancellationToken);

    /// <summary>Removes events that came before a time and are done with. May be stopped and run again at any time.</summary>
    Task RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
