using Azure.Data.Tables;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>Messages to instances, in their partitions. They go when the turn that consumed them is stored.</summary>
internal sealed class Inbox(TableClient table, Payloads payloads, InstanceIndex index, TimeProvider time)
{
    private const string Event = "Event";
    private const string Generation = "Generation";

    /// <summary>Leaves a message and signals the instance. Gives the signal, or null when the instance has ended or does not exist.</summary>
    public async Task<string?> SendAsync(string instanceId, HistoryEvent happened, CancellationToken cancellationToken) =>
        await SendAsync(instanceId, new InboxMessage(Keys.Message(time.GetUtcNow(), Guid.NewGuid().ToString("N")), happened, Generation: null), cancellationToken);

    /// <summary>Leaves a message under a key of its own, so that leaving it again changes nothing.</summary>
    public async Task<string?> SendAsync(string instanceId, InboxMessage message, CancellationToken cancellationToken)
    {
        TableEntity row = new(Keys.Partition(instanceId), message.RowKey) { [Generation] = message.Generation ?? -1 };
        await payloads.SetAsync(row, Event, HistoryJson.Write(message.Event), Keys.NoGeneration, cancellationToken);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if (await index.SignalAsync(instanceId, cancellationToken) is { } signal)
            return signal;
        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        return null;
    }

    /// <summary>The messages that wait, in order.</summary>
    public async Task<IReadOnlyList<InboxMessage>> ReadAsync(string instanceId, CancellationToken cancellationToken)
    {
        List<InboxMessage> messages = [];
        await foreach (var row in table.QueryAsync<TableEntity>(Filter(instanceId), cancellationToken: cancellationToken))
            messages.Add(await ToMessageAsync(row, cancellationToken));
        return messages;
    }

    /// <summary>Takes all messages away.</summary>
    public async Task ClearAsync(string instanceId, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(Filter(instanceId), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
    }

    /// <summary>The message of a row.</summary>
    public async Task<InboxMessage> ToMessageAsync(TableEntity row, CancellationToken cancellationToken) => new(
        row.RowKey,
        HistoryJson.Read<HistoryEvent>(await payloads.GetAsync(row, Event, cancellationToken) ?? ""),
        row.GetInt32(Generation) is >= 0 and var generation ? generation : null);

    private static string Filter(string instanceId) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {Keys.Partition(instanceId)} and RowKey ge {Keys.MessagePrefix} and RowKey lt {Keys.PayloadPrefix}");
}
