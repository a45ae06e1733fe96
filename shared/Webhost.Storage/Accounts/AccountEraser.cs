using Azure;
using Azure.Data.Tables;
using Webhost.Core.Accounts;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Accounts;

/// <summary>Goes through the tables by the keys that docs/tables.md lists.</summary>
internal sealed class AccountEraser(Tables tables, IAsyncInvocationStore invocations) : IAccountEraser
{
    private const string AgentPrefix = "agent|";
    private const string Dirty = "dirty";
    private const string AgentId = nameof(AgentId);
    private const string AfterSeparator = "}";
    private const int BatchSize = 100;

    private static readonly string[] ByAgent = [Tables.Sessions, Tables.Logs, Tables.MetricsErrors, Tables.MetricsHourly, Tables.MetricsDaily, Tables.StatedCosts];
    private static readonly string[] ByUser = [Tables.Agents, Tables.AlertSettings, Tables.Alerts, Tables.IdempotencyKeys, Tables.StoredBytes];
    private static readonly string[] Late = [Tables.Alerts, Tables.IdempotencyKeys];
    private static readonly string[] ByUserAndPeriod = [Tables.BillingUsage, Tables.QuotaLeases];

    public async Task<IReadOnlyCollection<string>> ReadAgentIdsAsync(UserId userId, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in tables.Get(Tables.Agents).QueryAsync<TableEntity>(TableQueries.PrefixFilter(userId.Value, AgentPrefix), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            ids.Add(row.RowKey[AgentPrefix.Length..]);
        }

        await foreach (var row in tables.Get(Tables.BillingUsage).QueryAsync<TableEntity>(PartitionsOf(userId.Value), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            ids.Add(AgentOfUsage(row));
        }

        // Those that were removed before anything of theirs was rolled up.
        await foreach (var row in tables.Get(Tables.Audit).QueryAsync<TableEntity>(TableQueries.PrefixFilter(userId.Value, prefix: string.Empty), select: [AgentId], cancellationToken: cancellationToken))
        {
            if (row.GetString(AgentId) is { } agentId)
            {
                ids.Add(agentId);
            }
        }

        return ids;
    }

    public async Task<IReadOnlyCollection<string>> ReadPresentAgentIdsAsync(UserId userId, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var row in tables.Get(Tables.Agents).QueryAsync<TableEntity>(TableQueries.PrefixFilter(userId.Value, AgentPrefix), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            ids.Add(row.RowKey[AgentPrefix.Length..]);
        }

        return ids;
    }

    public async Task EraseAsync(UserId userId, IReadOnlyCollection<string> agentIds, CancellationToken cancellationToken)
    {
        await EraseAgentsAsync(userId, agentIds, cancellationToken);
        foreach (var name in ByUserAndPeriod)
        {
            await RemovePartitionsAsync(tables.Get(name), userId.Value, cancellationToken);
        }

        foreach (var name in ByUser)
        {
            await tables.Get(name).RemoveAsync(TableQueries.PrefixFilter(TableKey.Of(userId.Value), prefix: string.Empty), cancellationToken);
        }

        // Whatever address was filled in, and whoever else has the same.
        await tables.Get(Tables.Checkouts).RemoveAllAsync(TableClient.CreateQueryFilter($"UserId eq {userId.Value}"), cancellationToken);
    }

    public async Task EraseAgentsAsync(UserId userId, IReadOnlyCollection<string> agentIds, CancellationToken cancellationToken)
    {
        foreach (var agentId in agentIds)
        {
            foreach (var name in ByAgent)
            {
                await tables.Get(name).RemoveAsync(TableQueries.PrefixFilter(TableKey.Of(agentId), prefix: string.Empty), cancellationToken);
            }

            await invocations.RemoveAllAsync(agentId, cancellationToken);

            // The marks after the events: a mark without events is cleared by itself.
            await RemovePartitionsAsync(tables.Get(Tables.Metrics), agentId, cancellationToken);
            await tables.Get(Tables.Metrics).RemoveAsync(TableQueries.PrefixFilter(Dirty, TableKey.Of(agentId) + TableKey.Separator), cancellationToken);
        }

        var erased = agentIds.ToHashSet(StringComparer.Ordinal);
        await RemovePartitionsAsync(tables.Get(Tables.BillingUsage), userId.Value, row => erased.Contains(AgentOfUsage(row)), cancellationToken);
    }

    public async Task EraseLateAsync(UserId userId, CancellationToken cancellationToken)
    {
        await RemovePartitionsAsync(tables.Get(Tables.QuotaLeases), userId.Value, cancellationToken);
        foreach (var name in Late)
        {
            await tables.Get(name).RemoveAsync(TableQueries.PrefixFilter(TableKey.Of(userId.Value), prefix: string.Empty), cancellationToken);
        }
    }

    private static string AgentOfUsage(TableEntity row) => row.RowKey[(row.RowKey.LastIndexOf(TableKey.Separator) + 1)..];

    private static string PartitionsOf(string first) =>
        TableClient.CreateQueryFilter($"PartitionKey ge {TableKey.Of(first) + TableKey.Separator} and PartitionKey lt {TableKey.Of(first) + AfterSeparator}");

    private static Task RemovePartitionsAsync(TableClient table, string first, CancellationToken cancellationToken) => RemovePartitionsAsync(table, first, _ => true, cancellationToken);

    private static async Task RemovePartitionsAsync(TableClient table, string first, Func<TableEntity, bool> isMeant, CancellationToken cancellationToken)
    {
        var batch = new List<TableEntity>(BatchSize);
        await foreach (var row in table.QueryAsync<TableEntity>(PartitionsOf(first), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (!isMeant(row))
            {
                continue;
            }

            if (batch.Count == BatchSize || (batch.Count > 0 && !string.Equals(batch[0].PartitionKey, row.PartitionKey, StringComparison.Ordinal)))
            {
                await RemoveAsync(table, batch, cancellationToken);
                batch.Clear();
            }

            batch.Add(row);
        }

        if (batch.Count > 0)
        {
            await RemoveAsync(table, batch, cancellationToken);
        }
    }

    private static async Task RemoveAsync(TableClient table, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }
        catch (TableTransactionFailedException exception) when (Errors.IsStale(exception))
        {
            foreach (var row in rows)
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }
}
