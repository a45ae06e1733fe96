using Azure;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>
/// The partition that every worker reads once a second: which instances have not ended, who is said to run them, and which workers live.
/// What it says of owners is a hint; the instance's own row decides.
/// </summary>
internal sealed class InstanceIndex(TableClient table, TimeProvider time)
{
    private const string Owner = "Owner";
    private const string Signal = "Signal";
    private const string ListedAt = "ListedAt";
    private const string ExpiresAt = "ExpiresAt";

    /// <summary>Lists an instance, or signals it when it is listed; gives the signal. The owner is noted for a new entry only.</summary>
    public async Task<string> AddAsync(string instanceId, string? owner, CancellationToken cancellationToken)
    {
        var signal = NewSignal();
        var key = Keys.Partition(instanceId);
        try
        {
            TableEntity row = new(Keys.Active, key) { ["InstanceId"] = instanceId, [Owner] = owner ?? "", [Signal] = signal, [ListedAt] = time.GetUtcNow() };
            await table.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // The new ETag keeps whoever is about to take it off the list from doing so.
            TableEntity row = new(Keys.Active, key) { ["InstanceId"] = instanceId, [Signal] = signal, [ListedAt] = time.GetUtcNow() };
            await table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
        }

        return signal;
    }

    /// <summary>Tells the owner, wherever it is, that there is something new. Null when the instance is not listed, so it has ended or never was.</summary>
    public async Task<string?> SignalAsync(string instanceId, CancellationToken cancellationToken)
    {
        var signal = NewSignal();
        TableEntity row = new(Keys.Active, Keys.Partition(instanceId)) { [Signal] = signal };
        return await TryMergeAsync(row, cancellationToken) ? signal : null;
    }

    /// <summary>Notes who runs an instance.</summary>
    public Task SetOwnerAsync(string instanceId, string owner, CancellationToken cancellationToken) =>
        TryMergeAsync(new(Keys.Active, Keys.Partition(instanceId)) { [Owner] = owner }, cancellationToken);

    /// <summary>Takes an ended instance off the list, unless it begins anew meanwhile.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="hasEnded">Reads whether it has ended; asked after the entry was read, which makes the deletion safe.</param>
    public async Task RemoveAsync(string instanceId, Func<IndexEntry, Task<bool>> hasEnded, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Keys.Active, Keys.Partition(instanceId), cancellationToken: cancellationToken);
        if (!row.HasValue || !await hasEnded(ToEntry(row.Value!)))
            return;
        try
        {
            await table.DeleteEntityAsync(Keys.Active, Keys.Partition(instanceId), row.Value!.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // It was signalled meanwhile: it may have begun anew. If it has not, the next look at it comes here again.
        }
    }

    /// <summary>Says that a worker lives, until a time.</summary>
    public Task HeartbeatAsync(string workerId, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        TableEntity row = new(Keys.Active, Keys.Worker(workerId)) { ["WorkerId"] = workerId, [ExpiresAt] = expiresAt };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Whether a worker lives, as of now.</summary>
    public async Task<bool> IsWorkerAliveAsync(string workerId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Keys.Active, Keys.Worker(workerId), cancellationToken: cancellationToken);
        return row.HasValue && row.Value!.GetDateTimeOffset(ExpiresAt) > time.GetUtcNow();
    }

    /// <summary>Says that a worker is gone: all that it owns is free at once.</summary>
    public Task RemoveWorkerAsync(string workerId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(Keys.Active, Keys.Worker(workerId), ETag.All, cancellationToken);

    /// <summary>Reads the whole list.</summary>
    public async Task<IndexSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        List<IndexEntry> entries = [];
        Dictionary<string, DateTimeOffset> workers = new(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Keys.Active}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey.StartsWith(Keys.WorkerPrefix, StringComparison.Ordinal))
                workers[row.GetString("WorkerId")] = row.GetDateTimeOffset(ExpiresAt).GetValueOrDefault();
            else
                entries.Add(ToEntry(row));
        }

        return new(entries, workers);
    }

    private static string NewSignal() => Guid.NewGuid().ToString("N");

    private static IndexEntry ToEntry(TableEntity row) => new(
        row.GetString("InstanceId"),
        row.GetString(Owner) is { Length: > 0 } owner ? owner : null,
        row.GetString(Signal) ?? "",
        row.GetDateTimeOffset(ListedAt).GetValueOrDefault());

    private async Task<bool> TryMergeAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false;
        }
    }
}
