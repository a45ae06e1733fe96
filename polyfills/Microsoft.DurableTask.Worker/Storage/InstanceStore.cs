using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>Instances and their histories in the task hub's table. Every change is made under the ETag of the instance's row.</summary>
internal sealed class InstanceStore
{
    private readonly TableClient _table;
    private readonly Payloads _payloads;
    private readonly InstanceRows _rows;

    public InstanceStore(TableClient table, TimeProvider time)
    {
        _table = table;
        _payloads = new(table);
        _rows = new(_payloads);
        Index = new(table, time);
        Inbox = new(table, _payloads, Index, time);
        Queries = new(table, _rows, Index);
    }

    /// <summary>The list of what has not ended, and of the workers.</summary>
    public InstanceIndex Index { get; }

    /// <summary>The messages to instances.</summary>
    public Inbox Inbox { get; }

    /// <summary>Lists and purges.</summary>
    public InstanceQueries Queries { get; }

    /// <summary>Makes the table unless it is there.</summary>
    public Task CreateTableAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>An instance, or null.</summary>
    public async Task<InstanceRecord?> GetAsync(string instanceId, bool withPayloads, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            Keys.Partition(instanceId), Keys.Instance, withPayloads ? null : InstanceRows.Summary, cancellationToken);
        return row.HasValue ? await _rows.ToRecordAsync(row.Value!, withPayloads, cancellationToken) : null;
    }

    /// <summary>
    /// Stores a new instance. It is listed as active before it exists, so that it cannot get lost in between. Gives null when the id is in use.
    /// </summary>
    /// <returns>The record with its ETag, and the signal under which it is listed.</returns>
    public async Task<(InstanceRecord Record, string Signal)?> TryAddAsync(InstanceRecord record, CancellationToken cancellationToken)
    {
        var signal = await Index.AddAsync(record.InstanceId, record.Owner, cancellationToken);
        var row = await _rows.ToRowAsync(record, former: null, cancellationToken);
        try
        {
            var response = await _table.AddEntityAsync(row, cancellationToken);
            return (record with { ETag = response.Headers.ETag.GetValueOrDefault() }, signal);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // The service may have answered a repetition of our own request, after the first one's answer was lost.
            var present = await GetAsync(record.InstanceId, withPayloads: false, cancellationToken);
            return present is { Turns: 0, Generation: 0 } && present.CreatedAt == record.CreatedAt && present.Owner == record.Owner && record.Owner is not null
                ? (record with { ETag = present.ETag }, signal)
                : null;
        }
    }

    /// <summary>Begins an ended instance anew. Gives null when somebody else changed it first.</summary>
    public async Task<(InstanceRecord Record, string Signal)?> TryReplaceAsync(InstanceRecord former, InstanceRecord record, CancellationToken cancellationToken)
    {
        await Index.AddAsync(record.InstanceId, record.Owner, cancellationToken);
        await Inbox.ClearAsync(record.InstanceId, cancellationToken);
        var next = record with { Generation = former.Generation + 1 };
        var row = await _rows.ToRowAsync(next, former: null, cancellationToken);
        try
        {
            var response = await _table.UpdateEntityAsync(row, former.ETag, TableUpdateMode.Replace, cancellationToken);
            // Whoever ran the former one may have taken it off the list meanwhile.
            var signal = await Index.AddAsync(record.InstanceId, record.Owner, cancellationToken);
            return (next with { ETag = response.Headers.ETag.GetValueOrDefault() }, signal);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>All of an instance, or null when it does not exist.</summary>
    public async Task<InstanceSnapshot?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        TableEntity? instance = null;
        List<TableEntity> turns = [];
        List<InboxMessage> messages = [];
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Keys.Partition(instanceId)} and RowKey ge {Keys.TurnPrefix} and RowKey lt {Keys.PayloadPrefix}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == Keys.Instance)
                instance = row;
            else if (row.RowKey.StartsWith(Keys.TurnPrefix, StringComparison.Ordinal))
                turns.Add(row);
            else
                messages.Add(await Inbox.ToMessageAsync(row, cancellationToken));
        }

        if (instance is null)
            return null;
        var record = await _rows.ToRecordAsync(instance, withPayloads: true, cancellationToken);
        List<Turn> present = [];
        foreach (var row in turns.Where(row => row.RowKey.StartsWith(Keys.Turns(record.Generation), StringComparison.Ordinal)).Take(record.Turns))
            present.Add(HistoryJson.Read<Turn>(await _payloads.GetAsync(row, "Turn", cancellationToken) ?? ""));
        return new(record, present, messages, turns.Count > present.Count);
    }

    /// <summary>Makes a worker the owner. Gives null when somebody else changed the instance first.</summary>
    public async Task<InstanceRecord?> TryClaimAsync(InstanceRecord record, string owner, CancellationToken cancellationToken)
    {
        try
        {
            return await MergeAsync(record with { Owner = owner }, "Owner", owner, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Notes that the events of all turns so far have been sent.</summary>
    /// <exception cref="RequestFailedException">With status 412: somebody else is the owner now.</exception>
    public Task<InstanceRecord> MarkSentAsync(InstanceRecord record, CancellationToken cancellationToken) =>
        MergeAsync(record with { SentTurns = record.Turns }, "SentTurns", record.Turns, cancellationToken);

    /// <summary>Appends a turn, takes the messages that it consumed away and changes the instance, all or nothing.</summary>
    /// <exception cref="RequestFailedException">With status 409 or 412: somebody else is the owner now, or this very change was made already.</exception>
    public async Task<InstanceRecord> CommitAsync(
        InstanceRecord former, InstanceRecord record, Turn turn, IReadOnlyList<string> consumed, CancellationToken cancellationToken)
    {
        var partition = Keys.Partition(record.InstanceId);
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpdateMerge, await _rows.ToRowAsync(record, former, cancellationToken), former.ETag),
        ];
        if (record.Generation == former.Generation)
        {
            TableEntity row = new(partition, Keys.Turn(former.Generation, former.Turns));
            await _payloads.SetAsync(row, "Turn", HistoryJson.Write(turn), former.Generation, cancellationToken);
            actions.Add(new(TableTransactionActionType.Add, row));
        }

        foreach (var key in consumed)
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All));
        var response = await _table.SubmitTransactionAsync(actions, cancellationToken);
        return record with { ETag = response.Value[0].Headers.ETag.GetValueOrDefault() };
    }

    private async Task<InstanceRecord> MergeAsync(InstanceRecord record, string property, object value, CancellationToken cancellationToken)
    {
        TableEntity row = new(Keys.Partition(record.InstanceId), Keys.Instance) { [property] = value };
        var response = await _table.UpdateEntityAsync(row, record.ETag, TableUpdateMode.Merge, cancellationToken);
        return record with { ETag = response.Headers.ETag.GetValueOrDefault() };
    }
}
