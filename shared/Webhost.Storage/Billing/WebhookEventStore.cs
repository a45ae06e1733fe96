using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Billing;

/// <summary>
/// Webhook events under the hash of their bodies, with a note beside each that is still to be processed. Both lie in one partition, so that one transaction
/// writes an event with its note, and crosses the note off with what became of the event.
/// </summary>
internal sealed class WebhookEventStore(Tables tables) : IWebhookEventStore
{
    private const string Partition = "billing";
    private const string EventPrefix = "event|";
    private const string PendingPrefix = "pending|";
    private const string ReceivedAt = nameof(ReceivedAt);
    private const string State = nameof(State);

    private readonly TableClient table = tables.Get(Tables.WebhookEvents);

    public async Task<bool> TryAddAsync(StoredEvent item, CancellationToken cancellationToken)
    {
        // Most repeats are found without a failed write.
        if (await table.FindAsync(Partition, EventKey(item.EventId), cancellationToken) is not null)
        {
            return false;
        }

        try
        {
            await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Add, RowOf(item)),
                    .. item.State == WebhookEventState.Pending ? [new TableTransactionAction(TableTransactionActionType.Add, NoteOf(item))] : Array.Empty<TableTransactionAction>(),
                ],
                cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception))
        {
            return false;
        }
    }

    public async Task<Versioned<StoredEvent>?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, EventKey(eventId), cancellationToken) is { } row ? new Versioned<StoredEvent>(Row.Read<StoredEvent>(row), row.ETag.ToString()) : null;

    public async Task<bool> TryUpdateAsync(Versioned<StoredEvent> item, bool wasPending, CancellationToken cancellationToken)
    {
        var isPending = item.Value.State == WebhookEventState.Pending;
        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpdateReplace, RowOf(item.Value), new ETag(item.ETag)) };
        if (wasPending && !isPending)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, NoteOf(item.Value), ETag.All));
        }
        else if (isPending && !wasPending)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, NoteOf(item.Value)));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsStale(exception) || Errors.IsTaken(exception))
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<string>> ListPendingAsync(int most, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var row in table.ReadPrefixAsync(Partition, PendingPrefix, cancellationToken))
        {
            ids.Add(row.RowKey[PendingPrefix.Length..]);
            if (ids.Count == most)
            {
                break;
            }
        }

        return ids;
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync(DateTimeOffset from, DateTimeOffset to, WebhookEventState? state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = $"{TableQueries.PrefixFilter(Partition, EventPrefix)} and {TableClient.CreateQueryFilter($"ReceivedAt ge {from} and ReceivedAt lt {to}")}";
        if (state is { } wanted)
        {
            filter += $" and {TableClient.CreateQueryFilter($"State eq {wanted.ToString()}")}";
        }

        // The keys are hashes: only the times are fetched to bring them in order, then the events one by one.
        var found = new List<(DateTimeOffset At, string Key)>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["RowKey", ReceivedAt], cancellationToken: cancellationToken))
        {
            found.Add((row.GetDateTimeOffset(ReceivedAt)!.Value, row.RowKey));
        }

        foreach (var (_, key) in found.Order())
        {
            if (await table.FindAsync(Partition, key, cancellationToken) is { } row)
            {
                yield return Row.Read<StoredEvent>(row);
            }
        }
    }

    public Task RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken) => table.RemoveAsync(
        $"{TableQueries.PrefixFilter(Partition, EventPrefix)} and {TableClient.CreateQueryFilter($"ReceivedAt lt {before} and State ne {nameof(WebhookEventState.Pending)}")}",
        cancellationToken);

    private static TableEntity RowOf(StoredEvent item)
    {
        var row = Row.Of(Partition, EventKey(item.EventId), item);
        row[ReceivedAt] = item.ReceivedAt;
        row[State] = item.State.ToString();
        return row;
    }

    private static TableEntity NoteOf(StoredEvent item) => new(Partition, PendingPrefix + TableKey.Of(item.EventId));

    private static string EventKey(string eventId) => EventPrefix + TableKey.Of(eventId);
}
