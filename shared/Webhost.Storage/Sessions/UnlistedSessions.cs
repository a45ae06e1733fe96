using Azure;
using Azure.Data.Tables;
using Webhost.Core.Sessions;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Sessions;

/// <summary>Gives those sessions an entry in the list that were stored before there was one. A mark says how far an agent's are done, so that they are gone through once.</summary>
internal sealed class UnlistedSessions(TableClient table)
{
    private const string After = nameof(After);
    private const int MostAtOnce = 5_000;
    private const int RowsOfPage = 1_000;
    private const int ParallelBatches = 8;

    /// <summary>Whether an agent's mark says that all are done.</summary>
    public static bool AreNone(TableEntity mark) => mark.GetString(After) is null;

    /// <summary>Goes on from the mark, if there is one, for so many sessions at most; whether all are done. Repeatable, also while others do the same.</summary>
    public async Task<bool> ListSomeAsync(string agentId, TableEntity? mark, CancellationToken cancellationToken)
    {
        var filter = SessionKeys.RowsOf(agentId);
        if (mark?.GetString(After) is { } done)
        {
            filter += TableClient.CreateQueryFilter($" and RowKey gt {done}");
        }

        var (seen, more, last) = (0, false, string.Empty);
        var missing = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: RowsOfPage, cancellationToken: cancellationToken))
        {
            if (seen++ == MostAtOnce)
            {
                more = true;
                break;
            }

            last = row.RowKey;
            if (!row.ContainsKey(SessionKeys.ListedAs))
            {
                missing.Add(row);
            }
        }

        await Parallel.ForEachAsync(
            RowBatches.Of(missing, EntryOf),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelBatches, CancellationToken = cancellationToken },
            async (batch, token) => await ListAsync([.. batch], token));

        var next = new TableEntity(agentId, SessionKeys.Mark);
        if (more)
        {
            next[After] = last;
        }

        await table.UpsertEntityAsync(next, TableUpdateMode.Replace, cancellationToken);
        return !more;
    }

    // What names the entry in the session's row, and the entry.
    private static IReadOnlyList<TableEntity> EntryOf(TableEntity row)
    {
        var session = Row.Read<SessionRecord>(row);
        var entry = Row.Of(row.PartitionKey, SessionKeys.EntryOf(session), session);
        return [new TableEntity(row.PartitionKey, row.RowKey) { [SessionKeys.ListedAs] = entry.RowKey }, entry];
    }

    private async Task ListAsync(IReadOnlyList<(TableEntity Row, IReadOnlyList<TableEntity> Changes)> batch, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                batch.SelectMany(one => new[]
                {
                    new TableTransactionAction(TableTransactionActionType.UpdateMerge, one.Changes[0], one.Row.ETag),
                    new TableTransactionAction(TableTransactionActionType.UpsertReplace, one.Changes[1]),
                }),
                cancellationToken);
        }
        catch (TableTransactionFailedException exception) when (Errors.IsStale(exception))
        {
            // A session that was used meanwhile has its entry by that, and one that was removed needs none: the others go on without it.
            foreach (var one in batch.Count > 1 ? batch : [])
            {
                await ListAsync([one], cancellationToken);
            }
        }
    }
}
