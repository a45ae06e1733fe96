using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Metrics;

/// <summary>Wishes as rows that an operator writes by hand, so their key says all: <c>{first hour}|{hour after the last}</c>.</summary>
internal sealed partial class BackfillStore(Tables tables, ILogger<BackfillStore> logger) : IBackfillStore
{
    private const string Partition = "backfill";
    private const string After = nameof(After);

    private readonly TableClient table = tables.Get(Tables.Metrics);

    public async IAsyncEnumerable<BackfillRequest> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.ReadPrefixAsync(Partition, prefix: string.Empty, cancellationToken))
        {
            if (row.RowKey.Split(TableKey.Separator) is [var from, var to] && MetricHour.TryParseKey(from, out var begin) && MetricHour.TryParseKey(to, out var end))
            {
                yield return new BackfillRequest(begin, end, row.GetString(After));
            }
            else
            {
                Unreadable(row.RowKey);
            }
        }
    }

    public Task SaveAsync(BackfillRequest request, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(Partition, KeyOf(request)) { [After] = request.AfterAgentId }, TableUpdateMode.Replace, cancellationToken);

    public Task RemoveAsync(BackfillRequest request, CancellationToken cancellationToken) => table.DeleteEntityAsync(Partition, KeyOf(request), ETag.All, cancellationToken);

    private static string KeyOf(BackfillRequest request) => TableKey.Of(HourKey(request.From), HourKey(request.To));

    private static string HourKey(DateTimeOffset time) => new MetricHour(string.Empty, time).Key;

    [LoggerMessage(Level = LogLevel.Error, Message = "The backfill '{Key}' is not of the form yyyyMMddHH|yyyyMMddHH: correct the row, or remove it.")]
    private partial void Unreadable(string key);
}
