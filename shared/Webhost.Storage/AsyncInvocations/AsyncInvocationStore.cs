using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Webhost.Contracts.Invocation;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.AsyncInvocations;

/// <summary>
/// Asynchronous invocations in the partition of their agent, newest first: their ids begin with the time of their making, so that a row is found by id and by age alike. What is asked, the events
/// and the outcome are blobs under a prefix of each.
/// </summary>
internal sealed class AsyncInvocationStore(Tables tables, BlobServiceClient service) : IAsyncInvocationStore
{
    private const string RequestName = "request.json";
    private const string EventsName = "events.ndjson";
    private const string OutcomeName = "outcome.json";
    private const int BlockBytes = 4 * 1024 * 1024;
    private const int ReadBytes = 1024 * 1024;
    private const byte LineEnd = (byte)'\n';

    private readonly TableClient table = tables.Get(Tables.Invocations);
    private readonly BlobContainerClient container = service.GetBlobContainerClient("invocations");

    /// <summary>Makes the container if it is not there. Idempotent.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public async Task AddAsync(AsyncInvocationRecord invocation, InvokeRequest request, CancellationToken cancellationToken)
    {
        await WriteAsync(NameOf(invocation.AgentId, invocation.Ids.InvocationId, RequestName), request, cancellationToken);
        try
        {
            await table.AddEntityAsync(RowOf(invocation), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            // An earlier answer was lost: ids are made once.
        }
    }

    public async Task<Versioned<AsyncInvocationRecord>?> FindAsync(string agentId, string invocationId, CancellationToken cancellationToken) =>
        await table.FindAsync(TableKey.Of(agentId), KeyOf(invocationId), cancellationToken) is { } row ? new Versioned<AsyncInvocationRecord>(Row.Read<AsyncInvocationRecord>(row), row.ETag.ToString()) : null;

    public async Task<Versioned<AsyncInvocationRecord>?> TryUpdateAsync(Versioned<AsyncInvocationRecord> invocation, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(RowOf(invocation.Value), new ETag(invocation.ETag), TableUpdateMode.Replace, cancellationToken);
            return invocation with { ETag = Row.VersionOf(answer) };
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return null;
        }
    }

    public async Task<(IReadOnlyList<AsyncInvocationRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(TableKey.Of(agentId), prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<AsyncInvocationRecord>)], next);
    }

    public Task<InvokeRequest?> ReadRequestAsync(string agentId, string invocationId, CancellationToken cancellationToken) =>
        ReadAsync<InvokeRequest>(NameOf(agentId, invocationId, RequestName), cancellationToken);

    public Task RemoveRequestAsync(string agentId, string invocationId, CancellationToken cancellationToken) =>
        container.DeleteBlobIfExistsAsync(NameOf(agentId, invocationId, RequestName), cancellationToken: cancellationToken);

    public async Task<long> AppendAsync(string agentId, string invocationId, IReadOnlyList<RecordedEvent> events, long position, CancellationToken cancellationToken)
    {
        var blob = container.GetAppendBlobClient(NameOf(agentId, invocationId, EventsName));
        if (position == 0)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        var lines = LinesOf(events);
        for (var start = 0; start < lines.Length; start += BlockBytes)
        {
            var count = Math.Min(BlockBytes, lines.Length - start);
            using var block = new MemoryStream(lines, start, count, writable: false);
            await AppendAsync(blob, block, position, cancellationToken);
            position += count;
        }

        return position;
    }

    public async Task<RecordedEvents?> ReadEventsAsync(string agentId, string invocationId, long position, CancellationToken cancellationToken)
    {
        // With the byte before: it tells whether an event ends there.
        var from = Math.Max(0, position - 1);
        for (var most = ReadBytes; ; most *= 2)
        {
            if (await ReadRangeAsync(NameOf(agentId, invocationId, EventsName), from, most, cancellationToken) is not { Length: > 0 } read)
            {
                return position == 0 ? new RecordedEvents([]) : null;
            }

            if (position > 0 && read[0] != LineEnd)
            {
                return null;
            }

            var events = EventsOf(read.AsSpan((int)(position - from)), position);
            if (events.Count > 0 || read.Length < most)
            {
                return new RecordedEvents(events);
            }
        }
    }

    public Task WriteOutcomeAsync(string agentId, string invocationId, AsyncInvocationOutcome outcome, CancellationToken cancellationToken) =>
        WriteAsync(NameOf(agentId, invocationId, OutcomeName), outcome, cancellationToken);

    public Task<AsyncInvocationOutcome?> ReadOutcomeAsync(string agentId, string invocationId, CancellationToken cancellationToken) =>
        ReadAsync<AsyncInvocationOutcome>(NameOf(agentId, invocationId, OutcomeName), cancellationToken);

    public Task RemoveContentAsync(string agentId, string invocationId, CancellationToken cancellationToken) => container.RemoveAsync($"{agentId}/{invocationId}/", isMeant: null, cancellationToken);

    public async Task<int> RemoveAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKey.Of(agentId)} and RowKey gt {TableKey.NewestFirst(before)}");
        var rows = await table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Take(most).ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (row, token) =>
        {
            // The row last: it is what the rest is found by.
            await RemoveContentAsync(agentId, Row.Read<AsyncInvocationRecord>(row).Ids.InvocationId, token);
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, token);
        });
        return rows.Count;
    }

    public async Task RemoveAllAsync(string agentId, CancellationToken cancellationToken)
    {
        // The rows first: who still runs one sees that it is gone and keeps nothing more.
        await table.RemoveAsync(TableQueries.PrefixFilter(TableKey.Of(agentId), prefix: string.Empty), cancellationToken);
        await container.RemoveAsync($"{agentId}/", isMeant: null, cancellationToken);
    }

    private static TableEntity RowOf(AsyncInvocationRecord invocation) => Row.Of(TableKey.Of(invocation.AgentId), KeyOf(invocation.Ids.InvocationId), invocation);

    private static string KeyOf(string invocationId) =>
        TableKey.NewestFirst(InvocationId.TryParse(invocationId, out var id) ? id.CreatedAt : throw new ArgumentException("It is no invocation's id.", nameof(invocationId))) + TableKey.Separator + TableKey.Of(invocationId);

    private static string NameOf(string agentId, string invocationId, string name) => $"{agentId}/{invocationId}/{name}";

    private static byte[] LinesOf(IReadOnlyList<RecordedEvent> events)
    {
        using var lines = new MemoryStream();
        foreach (var item in events)
        {
            JsonSerializer.Serialize(lines, item, Row.Json);
            lines.WriteByte(LineEnd);
        }

        return lines.ToArray();
    }

    private static List<RecordedEvents.Placed> EventsOf(ReadOnlySpan<byte> lines, long position)
    {
        var events = new List<RecordedEvents.Placed>();
        for (var end = lines.IndexOf(LineEnd); end >= 0; end = lines.IndexOf(LineEnd))
        {
            position += end + 1;
            events.Add(new RecordedEvents.Placed(JsonSerializer.Deserialize<RecordedEvent>(lines[..end], Row.Json) ?? throw new InvalidDataException("An event is empty."), position));
            lines = lines[(end + 1)..];
        }

        return events;
    }

    // Where it is to stand is named: a block whose first answer was lost is not written twice.
    private static async Task AppendAsync(AppendBlobClient blob, MemoryStream block, long position, CancellationToken cancellationToken)
    {
        var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } };
        try
        {
            await blob.AppendBlockAsync(block, options, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            if ((await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength < position + block.Length)
            {
                throw;
            }
        }
    }

    private async Task WriteAsync<T>(string name, T value, CancellationToken cancellationToken) =>
        await container.GetBlobClient(name).UploadAsync(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(value, Row.Json)), overwrite: true, cancellationToken);

    private async Task<T?> ReadAsync<T>(string name, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var content = await container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<T>(content.Value.Content.ToMemory().Span, Row.Json);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task<byte[]> ReadRangeAsync(string name, long from, int most, CancellationToken cancellationToken)
    {
        try
        {
            var content = await container.GetBlobClient(name).DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(from, most) }, cancellationToken);
            return content.Value.Content.ToArray();
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 416)
        {
            return [];
        }
    }
}
