using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>Lists instances, and deletes what is stored of them.</summary>
internal sealed class InstanceQueries(TableClient table, InstanceRows rows, InstanceIndex index)
{
    private const int RowsPerTransaction = 100;
    private static readonly string[] KeysOnly = ["PartitionKey", "RowKey"];

    /// <summary>One page of the instances that fit.</summary>
    public async Task<(IReadOnlyList<InstanceRecord> Records, string? ContinuationToken)> ListAsync(
        OrchestrationQuery query, string? continuationToken, int pageSize, CancellationToken cancellationToken)
    {
        var found = table.QueryAsync<TableEntity>(
            Filter(query), pageSize, query.FetchInputsAndOutputs ? null : InstanceRows.Summary, cancellationToken);
        await foreach (var page in found.AsPages(continuationToken, pageSize).WithCancellation(cancellationToken))
        {
            // A page may be empty though more follow: the service looks at a limited number of rows for each.
            if (page.Values.Count == 0 && page.ContinuationToken is not null)
                continue;
            List<InstanceRecord> records = [];
            foreach (var row in page.Values)
                records.Add(await rows.ToRecordAsync(row, query.FetchInputsAndOutputs, cancellationToken));
            return (records, page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>All instances that fit, without their payloads.</summary>
    public async IAsyncEnumerable<InstanceRecord> AllAsync(OrchestrationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(Filter(query), select: InstanceRows.Summary, cancellationToken: cancellationToken))
            yield return await rows.ToRecordAsync(row, withPayloads: false, cancellationToken);
    }

    /// <summary>Deletes all of an ended instance; its own row goes last, so that a purge that was cut short can be repeated. False when it began anew.</summary>
    public async Task<bool> PurgeAsync(InstanceRecord record, CancellationToken cancellationToken)
    {
        var partition = Keys.Partition(record.InstanceId);
        await DeleteAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ne {Keys.Instance}"), cancellationToken);
        try
        {
            await table.DeleteEntityAsync(partition, Keys.Instance, record.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }

        await index.RemoveAsync(record.InstanceId, async _ => !await ExistsAsync(partition, cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>Deletes what former generations left.</summary>
    public async Task DeleteFormerGenerationsAsync(InstanceRecord record, CancellationToken cancellationToken)
    {
        var partition = Keys.Partition(record.InstanceId);
        await DeleteAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {Keys.TurnPrefix} and RowKey lt {Keys.Turns(record.Generation)}"),
            cancellationToken);
        await DeleteAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {Keys.PayloadPrefix} and RowKey lt {Keys.Payloads(record.Generation)}"),
            cancellationToken);
    }

    private static string Filter(OrchestrationQuery query)
    {
        var prefix = Keys.Partition(query.InstanceIdPrefix ?? "");
        List<string> parts =
        [
            TableClient.CreateQueryFilter($"RowKey eq {Keys.Instance}"),
            TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {Keys.After(prefix)}"),
        ];
        if (query.CreatedFrom is { } from)
            parts.Add(TableClient.CreateQueryFilter($"CreatedAt ge {from}"));
        if (query.CreatedTo is { } to)
            parts.Add(TableClient.CreateQueryFilter($"CreatedAt le {to}"));
        var statuses = query.Statuses?.Select(status => TableClient.CreateQueryFilter($"Status eq {status.ToString()}")).ToList() ?? [];
        if (statuses.Count > 0)
            parts.Add(string.Join(" or ", statuses));
        return string.Join(" and ", parts.Select(part => $"({part})"));
    }

    private async Task<bool> ExistsAsync(string partition, CancellationToken cancellationToken) =>
        (await table.GetEntityIfExistsAsync<TableEntity>(partition, Keys.Instance, KeysOnly, cancellationToken)).HasValue;

    private async Task DeleteAsync(string filter, CancellationToken cancellationToken)
    {
        List<TableEntity> found = [];
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: KeysOnly, cancellationToken: cancellationToken))
            found.Add(row);
        foreach (var some in found.Chunk(RowsPerTransaction))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // Somebody else deletes too: one by one, what is gone is no error.
                foreach (var row in some)
                    await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }
}
