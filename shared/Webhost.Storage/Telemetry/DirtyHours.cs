using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Telemetry;

/// <summary>
/// Marks in a partition of their own beside the raw events. A mark is set before raw events are written, so that it is there whatever dies; since it is not
/// cleared for some time, the writes of this time need no other.
/// </summary>
internal sealed class DirtyHours(Tables tables, TimeProvider time) : IDirtyHours
{
    private const string Partition = "dirty";
    private const string UserId = nameof(UserId);
    private const string MarkedAt = nameof(MarkedAt);
    private const int MostRemembered = 20_000;

    // After a third of the time for which a mark is left alone it is set anew; a write under it has until the half, and the rest is for clocks that differ.
    private static readonly TimeSpan Renewed = DirtyHour.Settled / 3;
    private static readonly TimeSpan Relied = DirtyHour.Settled / 2;

    private readonly TableClient table = tables.Get(Tables.Metrics);
    private readonly ConcurrentDictionary<MetricHour, DateTimeOffset> marked = new();

    /// <summary>Call before raw events of these hours are written.</summary>
    public Task BeforeWriteAsync(IReadOnlyCollection<(string UserId, MetricHour Hour)> hours, CancellationToken cancellationToken) => MarkOlderAsync(hours, Renewed, cancellationToken);

    /// <summary>Call when they are written, before it is acknowledged: a write that took long needs a mark of its own.</summary>
    public Task AfterWriteAsync(IReadOnlyCollection<(string UserId, MetricHour Hour)> hours, CancellationToken cancellationToken) => MarkOlderAsync(hours, Relied, cancellationToken);

    public Task MarkAsync(string userId, IReadOnlyList<MetricHour> hours, CancellationToken cancellationToken) =>
        WriteAsync(hours.Select(hour => (userId, hour)), time.GetUtcNow(), cancellationToken);

    public IAsyncEnumerable<DirtyHour> ReadAsync(CancellationToken cancellationToken) => ReadPrefixAsync(string.Empty, cancellationToken);

    public IAsyncEnumerable<DirtyHour> ReadAsync(string agentId, CancellationToken cancellationToken) => ReadPrefixAsync(TableKey.Of(agentId) + TableKey.Separator, cancellationToken);

    public async Task ClearAsync(DirtyHour hour, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Partition, KeyOf(hour.Hour), new ETag(hour.ETag), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            // It became dirty again while it was rolled up: the next run sees it.
        }
    }

    private static string KeyOf(MetricHour hour) => TableKey.Of(hour.AgentId, hour.Key);

    private async Task MarkOlderAsync(IReadOnlyCollection<(string UserId, MetricHour Hour)> hours, TimeSpan age, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var older = hours.Where(pair => !marked.TryGetValue(pair.Hour, out var at) || now - at >= age).ToArray();
        if (older.Length == 0)
        {
            return;
        }

        await WriteAsync(older, now, cancellationToken);
        Forget(now);
        foreach (var (_, hour) in older)
        {
            marked[hour] = now;
        }
    }

    private Task WriteAsync(IEnumerable<(string UserId, MetricHour Hour)> hours, DateTimeOffset now, CancellationToken cancellationToken) => table.WriteAsync(
        TableTransactionActionType.UpsertReplace,
        hours.Select(pair => new TableEntity(Partition, KeyOf(pair.Hour)) { [UserId] = pair.UserId, [MarkedAt] = now }),
        cancellationToken);

    private void Forget(DateTimeOffset now)
    {
        if (marked.Count < MostRemembered)
        {
            return;
        }

        foreach (var (hour, at) in marked)
        {
            if (now - at >= Relied)
            {
                marked.TryRemove(hour, out _);
            }
        }

        // What is forgotten is only marked once more.
        if (marked.Count >= MostRemembered)
        {
            marked.Clear();
        }
    }

    private async IAsyncEnumerable<DirtyHour> ReadPrefixAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.ReadPrefixAsync(Partition, prefix, cancellationToken))
        {
            var separator = row.RowKey.LastIndexOf(TableKey.Separator);
            var hour = new MetricHour(row.RowKey[..separator], MetricHour.ParseKey(row.RowKey[(separator + 1)..]));
            yield return new DirtyHour(row.GetString(UserId), hour, row.ETag.ToString(), row.GetDateTimeOffset(MarkedAt) ?? row.Timestamp ?? DateTimeOffset.MaxValue);
        }
    }
}
