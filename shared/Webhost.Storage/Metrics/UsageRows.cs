using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Metrics;

/// <summary>
/// What agents' hours and days add to their owners' usage: hours in partitions of a month, so that any hour is found, days in a partition of their own, so
/// that a long period is read in few rows. Any period of whole hours is the sum of its whole days and of the hours at its edges.
/// </summary>
internal sealed class UsageRows(Tables tables)
{
    private const string Days = "days";
    private const string MonthFormat = "yyyy-MM";
    private const string DayFormat = "yyyyMMdd";
    private const int Attempts = 20;

    private readonly TableClient table = tables.Get(Tables.BillingUsage);

    public Task SetHourAsync(string userId, MetricHour hour, AgentUsage usage, CancellationToken cancellationToken) =>
        SetAsync(MonthPartition(userId, hour.Start), TableKey.Of(hour.Key, hour.AgentId), usage, cancellationToken);

    public Task SetDayAsync(string userId, string agentId, DateTimeOffset day, AgentUsage usage, CancellationToken cancellationToken) =>
        SetAsync(DaysPartition(userId), TableKey.Of(DayKey(day), agentId), usage, cancellationToken);

    public async Task<BillingUsage> ReadAsync(string userId, BillingPeriod period, CancellationToken cancellationToken)
    {
        var runtimes = new Dictionary<string, RuntimeUsage>(StringComparer.Ordinal);
        var agents = new Dictionary<string, RuntimeUsage>(StringComparer.Ordinal);
        var settled = SettledUsage.None;
        await foreach (var (_, agentId, part) in ReadPartsAsync(userId, period.Start, period.End, cancellationToken))
        {
            settled += part.Settled;
            foreach (var (runtime, used) in part.Runtimes)
            {
                runtimes[runtime] = runtimes.GetValueOrDefault(runtime, RuntimeUsage.None) + used;
                agents[agentId] = agents.GetValueOrDefault(agentId, RuntimeUsage.None) + used;
            }
        }

        var total = runtimes.Values.Aggregate(RuntimeUsage.None, (sum, used) => sum + used);
        return new BillingUsage
        {
            UserId = userId,
            Period = period.Key,
            TotalRequests = total.Requests,
            TotalTokens = total.Tokens,
            TotalComputeMs = total.ComputeMs,
            TotalCostUsd = total.CostUsd,
            Runtimes = runtimes,
            Agents = agents,
            Settled = settled,
        };
    }

    /// <summary>What makes up a window of whole hours: days of agents, and hours at its edges.</summary>
    public async IAsyncEnumerable<(DateOnly Day, string AgentId, AgentUsage Usage)> ReadPartsAsync(string userId, DateTimeOffset start, DateTimeOffset end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var firstDay = DayOf(start) == start ? DayOf(start) : DayOf(start).AddDays(1);
        var afterLastDay = DayOf(end);
        if (firstDay >= afterLastDay)
        {
            // Not one whole day.
            firstDay = afterLastDay = end;
        }

        await foreach (var part in ReadHoursAsync(userId, start, firstDay, cancellationToken))
        {
            yield return part;
        }

        if (firstDay < afterLastDay)
        {
            await foreach (var part in ReadRangeAsync(DaysPartition(userId), DayKey(firstDay), DayKey(afterLastDay), cancellationToken))
            {
                yield return part;
            }
        }

        await foreach (var part in ReadHoursAsync(userId, afterLastDay, end, cancellationToken))
        {
            yield return part;
        }
    }

    private static string MonthPartition(string userId, DateTimeOffset time) => TableKey.Of(userId, time.UtcDateTime.ToString(MonthFormat, CultureInfo.InvariantCulture));

    private static string DaysPartition(string userId) => TableKey.Of(userId, Days);

    private static string DayKey(DateTimeOffset day) => day.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string HourKey(DateTimeOffset time) => new MetricHour(string.Empty, time).Key;

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private async IAsyncEnumerable<(DateOnly Day, string AgentId, AgentUsage Usage)> ReadHoursAsync(string userId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var begin = from; begin < to;)
        {
            var nextMonth = DayOf(begin).AddDays(1 - begin.UtcDateTime.Day).AddMonths(1);
            await foreach (var part in ReadRangeAsync(MonthPartition(userId, begin), HourKey(begin), HourKey(nextMonth < to ? nextMonth : to), cancellationToken))
            {
                yield return part;
            }

            begin = nextMonth;
        }
    }

    private async IAsyncEnumerable<(DateOnly Day, string AgentId, AgentUsage Usage)> ReadRangeAsync(string partition, string from, string to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            // Keys of hours begin as those of days do.
            var day = DateOnly.ParseExact(row.RowKey.AsSpan(0, DayFormat.Length), DayFormat, CultureInfo.InvariantCulture);
            yield return (day, row.RowKey[(row.RowKey.IndexOf(TableKey.Separator) + 1)..], Row.Read<AgentUsage>(row));
        }
    }

    private async Task SetAsync(string partition, string key, AgentUsage usage, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await table.FindAsync(partition, key, cancellationToken);
            if (there is not null && Row.Read<AgentUsage>(there).Revision >= usage.Revision)
            {
                return;
            }

            try
            {
                var row = Row.Of(partition, key, usage);
                await (there is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, there.ETag, TableUpdateMode.Replace, cancellationToken));
                return;
            }
            catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
            {
                // Another process has written it: look again which is newer.
            }
        }

        throw new RequestFailedException(409, "A row of usage is contended.");
    }
}
