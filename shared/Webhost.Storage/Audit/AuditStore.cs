using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Contracts.Audit;
using Webhost.Core.Audit;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Audit;

/// <summary>
/// A user's audit log in one partition, newest first. What was begun is one row and how it ended another, directly behind it, so that no row is ever written
/// again. A name that may be used once is a third, added in one transaction with the first.
/// </summary>
internal sealed class AuditStore(Tables tables) : IAuditStore
{
    private const string OncePrefix = "once|";
    private const string EndSuffix = "|end";
    private const string AfterLast = "~";
    private const int RowsOfEntry = 2;
    private const int RowsOfPage = 1000;
    private const string Action = nameof(Action);
    private const string Target = nameof(Target);
    private const string AgentId = nameof(AgentId);
    private const string Time = nameof(Time);

    private readonly TableClient table = tables.Get(Tables.Audit);

    public async Task<(AuditRecord Entry, bool IsNew)> AddAsync(AuditRecord entry, string? once, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> actions = [new(TableTransactionActionType.Add, ToRow(entry, KeyOf(entry), entry))];
        if (once is not null)
        {
            var guard = Row.Of(entry.UserId, OnceKey(once), entry);
            guard[Time] = entry.Time;
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, guard));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return (entry, true);
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception))
        {
            // Without a name: the same request again, whose first answer was lost.
            var first = once is null
                ? entry
                : Row.Read<AuditRecord>(await table.FindAsync(entry.UserId, OnceKey(once), cancellationToken) ?? throw new InvalidOperationException("An audit entry's guard is gone.", exception));
            return (first, string.Equals(first.EntryId, entry.EntryId, StringComparison.Ordinal));
        }
    }

    public async Task AddEndAsync(AuditRecord entry, AuditEnd end, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(ToRow(entry, KeyOf(entry) + EndSuffix, end), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            // The first end stays.
        }
    }

    public async Task<(IReadOnlyList<AuditEntry> Items, string? NextCursor)> ListAsync(UserId userId, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var items = new List<AuditEntry>(page.Limit);
        string? last = null;
        var after = page.Cursor is { } cursor ? Cursor.Decode(cursor) : null;
        await foreach (var (key, entry) in ReadAsync(userId, filter, after, Math.Min(RowsOfPage, RowsOfEntry * (page.Limit + 1)), cancellationToken))
        {
            if (items.Count == page.Limit)
            {
                return (items, Cursor.Encode(last! + AfterLast));
            }

            items.Add(entry);
            last = key;
        }

        return (items, null);
    }

    public async IAsyncEnumerable<AuditEntry> ReadAsync(UserId userId, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, entry) in ReadAsync(userId, filter, after: null, RowsOfPage, cancellationToken))
        {
            yield return entry;
        }
    }

    public async Task RemoveAsync(UserId userId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        if (before is not { } oldest)
        {
            await table.RemoveAsync(TableQueries.PrefixFilter(userId.Value, prefix: string.Empty), cancellationToken);
            return;
        }

        await table.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {userId.Value} and RowKey gt {TableKey.NewestFirst(oldest) + AfterLast} and RowKey lt {OncePrefix}"), cancellationToken);
        await table.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {userId.Value} and RowKey ge {OncePrefix} and Time lt {oldest}"), cancellationToken);
    }

    private async IAsyncEnumerable<(string Key, AuditEntry Entry)> ReadAsync(UserId userId, AuditFilter filter, string? after, int rowsAtOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string Key, AuditRecord Entry)? open = null;
        await foreach (var row in table.QueryAsync<TableEntity>(Query(userId, filter, after), rowsAtOnce, cancellationToken: cancellationToken))
        {
            if (row.RowKey.EndsWith(EndSuffix, StringComparison.Ordinal))
            {
                // An end whose beginning retention has taken, or that lies before the cursor, is nobody's.
                if (open is { } begun && row.RowKey.Length == begun.Key.Length + EndSuffix.Length && row.RowKey.StartsWith(begun.Key, StringComparison.Ordinal))
                {
                    yield return (begun.Key, begun.Entry.ToContract(Row.Read<AuditEnd>(row)));
                    open = null;
                }

                continue;
            }

            if (open is { } unended)
            {
                yield return (unended.Key, unended.Entry.ToContract(end: null));
            }

            open = (row.RowKey, Row.Read<AuditRecord>(row));
        }

        if (open is { } last)
        {
            yield return (last.Key, last.Entry.ToContract(end: null));
        }
    }

    private static string Query(UserId userId, AuditFilter filter, string? after)
    {
        // Newest first: the later bound is the smaller key.
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {userId.Value} and RowKey lt {(filter.From is { } from ? TableKey.NewestFirst(from) + AfterLast : OncePrefix)}");
        if (filter.To is { } to)
        {
            query += TableClient.CreateQueryFilter($" and RowKey gt {TableKey.NewestFirst(to) + AfterLast}");
        }

        if (after is not null)
        {
            query += TableClient.CreateQueryFilter($" and RowKey gt {after}");
        }

        if (filter.ActionKind is { } kind)
        {
            query += TableClient.CreateQueryFilter($" and Action ge {kind + "."} and Action lt {kind + "/"}");
        }
        else if (filter.Action is { } action)
        {
            query += TableClient.CreateQueryFilter($" and Action eq {action}");
        }

        return filter.Target is { } target ? query + TableClient.CreateQueryFilter($" and (Target eq {target} or AgentId eq {target})") : query;
    }

    private static TableEntity ToRow<T>(AuditRecord entry, string key, T document)
    {
        var row = Row.Of(entry.UserId, key, document);
        row[Action] = entry.Action;
        row[Target] = entry.Target.Id;
        if (entry.AgentId is { } agentId)
        {
            row[AgentId] = agentId;
        }

        return row;
    }

    private static string KeyOf(AuditRecord entry) => $"{TableKey.NewestFirst(entry.Time)}-{entry.EntryId}";

    private static string OnceKey(string once) => OncePrefix + TableKey.Of(once);
}
