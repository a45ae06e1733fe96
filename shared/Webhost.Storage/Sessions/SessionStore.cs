using Azure;
using Azure.Data.Tables;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Sessions;

/// <inheritdoc cref="ISessionStore"/>
internal sealed class SessionStore(Tables tables) : ISessionStore
{
    private const string LastUsedAt = nameof(LastUsedAt);
    private const int Attempts = 20;

    private readonly TableClient table = tables.Get(Tables.Sessions);

    public Task TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(touches, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (touch, token) => await TouchAsync(touch, token));

    public async Task<SessionRecord?> FindAsync(string agentId, string sessionId, CancellationToken cancellationToken) =>
        await table.FindAsync(agentId, TableKey.Of(sessionId), cancellationToken) is { } row ? Row.Read<SessionRecord>(row) : null;

    public async Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(agentId, prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<SessionRecord>)], next);
    }

    public Task RemoveAsync(string agentId, string sessionId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(agentId, TableKey.Of(sessionId), ETag.All, cancellationToken);

    public async Task RemoveUnusedAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and LastUsedAt lt {before}"), cancellationToken: cancellationToken))
        {
            if (removed++ == most)
            {
                return;
            }

            try
            {
                await table.DeleteEntityAsync(agentId, row.RowKey, row.ETag, cancellationToken);
            }
            catch (RequestFailedException exception) when (Errors.IsStale(exception))
            {
                // It has just been used: it stays.
            }
        }
    }

    public Task RemoveAllAsync(string agentId, CancellationToken cancellationToken) =>
        table.RemoveAsync(TableQueries.PrefixFilter(agentId, prefix: string.Empty), cancellationToken);

    private async Task TouchAsync(SessionTouch touch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var key = TableKey.Of(touch.SessionId);
            var present = await table.FindAsync(touch.AgentId, key, cancellationToken);
            var old = present is null ? null : Row.Read<SessionRecord>(present);
            var record = new SessionRecord
            {
                SessionId = touch.SessionId,
                CreatedAt = old?.CreatedAt ?? touch.First,
                LastUsedAt = old?.LastUsedAt > touch.Last ? old.LastUsedAt : touch.Last,
                Invocations = (old?.Invocations ?? 0) + touch.Count,
            };
            var row = Row.Of(touch.AgentId, key, record);
            row[LastUsedAt] = record.LastUsedAt;
            try
            {
                await (present is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, present.ETag, TableUpdateMode.Replace, cancellationToken));
                return;
            }
            catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
            {
                // Another process touched the same session: look again.
            }
        }

        throw new RequestFailedException(409, "A session's row is contended.");
    }
}
