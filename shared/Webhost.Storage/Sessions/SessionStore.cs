using Azure;
using Azure.Data.Tables;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Sessions;

/// <summary>
/// Sessions in the partition of their agent: a row by its id, and an entry by its last use that says the same. Both are written and removed in one transaction under the row's version. The row
/// names its entry, so that a session has one, whatever races or dies. Of a session that was ended both say so: what was noted of it before, and is written behind it, does not bring it back.
/// </summary>
internal sealed class SessionStore(Tables tables) : ISessionStore
{
    private const int Attempts = 20;

    private readonly TableClient table = tables.Get(Tables.Sessions);
    private readonly UnlistedSessions unlisted = new(tables.Get(Tables.Sessions));

    public async Task<IReadOnlyList<SessionTouch>> OpenAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        var known = touches.ToList();
        await table.AddAbsentAsync(touches, RowsOf, touch => known.Remove(touch), cancellationToken);
        return known;
    }

    public Task TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(touches, InParallel(cancellationToken), async (touch, token) => await TouchAsync(touch, token));

    public async Task<SessionRecord?> FindAsync(string agentId, string sessionId, CancellationToken cancellationToken) =>
        await table.FindAsync(agentId, SessionKeys.Of(sessionId), cancellationToken) is { } row && !SessionKeys.IsEnded(row) ? Row.Read<SessionRecord>(row) : null;

    public async Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        if (page.Cursor is { } cursor)
        {
            // A list goes on in the order that it began with.
            return SessionKeys.IsEntry(Cursor.Decode(cursor)) ? await ReadEntriesAsync(agentId, page, cancellationToken) : await ListByIdAsync(agentId, page, cancellationToken);
        }

        // The mark lies before the entries: it comes with them.
        var (rows, next) = await table.ReadPageAsync(agentId, SessionKeys.ListPrefix, page with { Limit = page.Limit + 1 }, cancellationToken);
        var mark = rows is [{ RowKey: SessionKeys.Mark } first, ..] ? first : null;
        if (mark is not null && UnlistedSessions.AreNone(mark))
        {
            return (Read(rows.Skip(1)), next);
        }

        return await unlisted.ListSomeAsync(agentId, mark, cancellationToken)
            ? await ReadEntriesAsync(agentId, page, cancellationToken)
            : await ListByIdAsync(agentId, page, cancellationToken);
    }

    public async Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListByIdAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(SessionKeys.RowsOf(agentId), page, cancellationToken);
        return (Read(rows.Where(row => !SessionKeys.IsEnded(row))), next);
    }

    public async Task EndAsync(string agentId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var record = new SessionRecord { SessionId = sessionId, CreatedAt = at, LastUsedAt = at, Invocations = 0 };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await table.FindAsync(agentId, SessionKeys.Of(sessionId), cancellationToken);
            if (await TryWriteAsync(agentId, present, record, SessionKeys.EndOf(record), cancellationToken))
            {
                return;
            }
        }

        throw Contended();
    }

    public async Task<int> RemoveUnusedAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        // They are found by their entries: the rows by id say nothing of the time, and are many.
        var mark = await table.FindAsync(agentId, SessionKeys.Mark, cancellationToken);
        if (mark is null || !UnlistedSessions.AreNone(mark))
        {
            await unlisted.ListSomeAsync(agentId, mark, cancellationToken);
        }

        var entries = await ReadBefore(SessionKeys.EntryPrefix).Concat(ReadBefore(SessionKeys.EndPrefix)).Take(most).ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(entries, InParallel(cancellationToken), async (entry, token) => await RemoveUnusedAsync(entry, token));
        return entries.Count;

        IAsyncEnumerable<TableEntity> ReadBefore(string prefix) => table.QueryAsync<TableEntity>(SessionKeys.EntriesBefore(agentId, prefix, before), cancellationToken: cancellationToken);
    }

    public Task RemoveAllAsync(string agentId, CancellationToken cancellationToken) =>
        table.RemoveAsync(TableQueries.PrefixFilter(agentId, prefix: string.Empty), cancellationToken);

    private static IReadOnlyList<SessionRecord> Read(IEnumerable<TableEntity> rows) => [.. rows.Select(Row.Read<SessionRecord>)];

    private static IReadOnlyList<TableEntity> RowsOf(SessionTouch touch)
    {
        var record = new SessionRecord { SessionId = touch.SessionId, CreatedAt = touch.First, LastUsedAt = touch.Last, Invocations = touch.Count };
        var entryKey = SessionKeys.EntryOf(record);
        return [RowOf(touch.AgentId, record, entryKey), Row.Of(touch.AgentId, entryKey, record)];
    }

    private static TableEntity RowOf(string agentId, SessionRecord record, string entryKey)
    {
        var row = Row.Of(agentId, SessionKeys.Of(record.SessionId), record);
        row[SessionKeys.ListedAs] = entryKey;
        return row;
    }

    private static ParallelOptions InParallel(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };

    private static RequestFailedException Contended() => new(409, "A session's row is contended.");

    private async Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ReadEntriesAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(agentId, SessionKeys.EntryPrefix, page, cancellationToken);
        return (Read(rows), next);
    }

    private async Task TouchAsync(SessionTouch touch, CancellationToken cancellationToken)
    {
        var key = SessionKeys.Of(touch.SessionId);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await table.FindAsync(touch.AgentId, key, cancellationToken);
            var old = present is null ? null : Row.Read<SessionRecord>(present);
            if (present is not null && SessionKeys.IsEnded(present))
            {
                if (touch.Last <= old!.LastUsedAt)
                {
                    return;
                }

                old = null;
            }

            var record = new SessionRecord
            {
                SessionId = touch.SessionId,
                CreatedAt = old?.CreatedAt ?? touch.First,
                LastUsedAt = old?.LastUsedAt > touch.Last ? old.LastUsedAt : touch.Last,
                Invocations = (old?.Invocations ?? 0) + touch.Count,
            };

            // If not, another process touched the same session: look again.
            if (await TryWriteAsync(touch.AgentId, present, record, SessionKeys.EntryOf(record), cancellationToken))
            {
                return;
            }
        }

        throw Contended();
    }

    private Task<bool> TryWriteAsync(string agentId, TableEntity? present, SessionRecord record, string entryKey, CancellationToken cancellationToken)
    {
        var row = RowOf(agentId, record, entryKey);
        var write = present is null ? new TableTransactionAction(TableTransactionActionType.Add, row) : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, present.ETag);
        return TrySubmitAsync(write, present?.GetString(SessionKeys.ListedAs), Row.Of(agentId, entryKey, record), cancellationToken);
    }

    private async Task RemoveUnusedAsync(TableEntity entry, CancellationToken cancellationToken)
    {
        var row = await table.FindAsync(entry.PartitionKey, SessionKeys.Of(Row.Read<SessionRecord>(entry).SessionId), cancellationToken);
        if (row is not null && string.Equals(row.GetString(SessionKeys.ListedAs), entry.RowKey, StringComparison.Ordinal))
        {
            await TryRemoveAsync(row, cancellationToken);
        }
        else
        {
            // A session that has just been used has another entry, and stays.
            await table.DeleteEntityAsync(entry.PartitionKey, entry.RowKey, ETag.All, cancellationToken);
        }
    }

    private Task<bool> TryRemoveAsync(TableEntity row, CancellationToken cancellationToken) =>
        TrySubmitAsync(new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag), row.GetString(SessionKeys.ListedAs), entry: null, cancellationToken);

    /// <summary>Changes a session's row and its entry together; false when the row is not as it was read.</summary>
    private async Task<bool> TrySubmitAsync(TableTransactionAction change, string? listedAs, TableEntity? entry, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> actions = [change];
        if (listedAs is not null && !string.Equals(listedAs, entry?.RowKey, StringComparison.Ordinal))
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(change.Entity.PartitionKey, listedAs), ETag.All));
        }

        if (entry is not null)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, entry));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            // The entry alone may be gone, when an agent's removal came in between its keys.
            return exception.FailedTransactionActionIndex > 0 && await TrySubmitAsync(change, listedAs: null, entry, cancellationToken);
        }
    }
}
