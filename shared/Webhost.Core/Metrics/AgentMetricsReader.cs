using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Webhost.Contracts.Metrics;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>
/// Answers what an agent used (master spec §5.4) from roll-ups: of days where the step is a day, of hours, or of minutes. Only what was written since is read
/// from raw events, so that an answer is up to date and costs no more for it than the events of the hours that are open.
/// </summary>
public sealed class AgentMetricsReader(AgentDirectory agents, ITelemetryStore telemetry, IDirtyHours dirty, IHourlyStore hourly, RawHours raw, TelemetryOptions options, TimeProvider time)
{
    // An hour with more invocations is not read as a whole: what came after its roll-up is added to it, and late reports show with the next one.
    private const long MostRead = 20_000;
    private const int MostOpen = 24;
    private const int ParallelHours = 4;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Totals and series of a window. Failure: NotFound.</summary>
    public async Task<Result<AgentMetrics>> ReadAsync(Caller caller, string agentId, MetricsQuery query, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        return got.TryGet(out var agent, out var failure) ? (await GatherAsync(agent.Value, query, cancellationToken)).ToMetrics() : failure;
    }

    /// <summary>Everything of an agent that lies in a window.</summary>
    internal async Task<MetricsSeries> GatherAsync(AgentRecord agent, MetricsQuery query, CancellationToken cancellationToken)
    {
        var agentId = agent.AgentId;
        var now = time.GetUtcNow();
        var awaitedSince = now - options.Grace;
        var series = new MetricsSeries(query, awaitedSince);

        // Nothing can be older: a report is taken for so long, also one that claims what was before its agent, as usage counts it too.
        var earliest = agent.CreatedAt - UsageBounds.Late;
        var begin = MetricHour.Floor(earliest > query.From ? earliest : query.From);
        var end = Ceiling(now < query.To ? now : query.To);
        var open = await ReadOpenAsync(agentId, begin, end, cancellationToken);
        var days = query.Step == Day ? await AddDaysAsync(series, agentId, (begin, end), open, awaitedSince, cancellationToken) : [];
        await AddHoursAsync(series, agentId, (begin, end), start => open.Contains(start) || days.Contains(DayOf(start)), query.Step < Hour, cancellationToken);
        await AddOpenAsync(series, agentId, open, query.Step < Hour, cancellationToken);
        return series;
    }

    /// <summary>A page of failed invocations, newest first. Failure: NotFound.</summary>
    public async Task<Result<(IReadOnlyList<InvocationError> Items, string? NextCursor)>> ReadErrorsAsync(Caller caller, string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out _, out var failure))
        {
            return failure;
        }

        var (items, next) = await telemetry.ReadErrorsAsync(agentId, page, cancellationToken);
        var errors = items.Select(error => new InvocationError
        {
            InvocationId = error.InvocationId.Value,
            DeploymentId = error.DeploymentId,
            Timestamp = error.StartedAt,
            ErrorClass = error.ErrorClass ?? "unknown",
            Message = error.ErrorMessage,
            TraceId = error.TraceId,
        });
        return ((IReadOnlyList<InvocationError>)[.. errors], next);
    }

    // A point of an hour and more holds whole hours, the last one included.
    private static DateTimeOffset Ceiling(DateTimeOffset time) => MetricHour.Floor(time) is var start && start == time ? start : start.AddHours(1);

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The hours whose roll-ups may be out of date; of very many the newest, so that a backfill does not make each answer a roll-up of its own.</summary>
    private async Task<HashSet<DateTimeOffset>> ReadOpenAsync(string agentId, DateTimeOffset begin, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var open = new Queue<DateTimeOffset>();
        await foreach (var mark in dirty.ReadAsync(agentId, cancellationToken))
        {
            if (mark.Hour.Start >= begin && mark.Hour.Start < end)
            {
                open.Enqueue(mark.Hour.Start);
            }

            if (open.Count > MostOpen)
            {
                open.Dequeue();
            }
        }

        return [.. open];
    }

    /// <summary>Adds the days that are over, have no open hour, and whose reports are no longer waited for. Which those are, empty ones included.</summary>
    private async Task<HashSet<DateTimeOffset>> AddDaysAsync(
        MetricsSeries series, string agentId, (DateTimeOffset Begin, DateTimeOffset End) window, HashSet<DateTimeOffset> open, DateTimeOffset awaitedSince, CancellationToken cancellationToken)
    {
        var closed = new HashSet<DateTimeOffset>();
        for (var day = DayOf(window.Begin); day + Day <= window.End && day + Day <= awaitedSince; day += Day)
        {
            closed.Add(day);
        }

        closed.ExceptWith(open.Select(DayOf));
        await foreach (var day in hourly.ReadDaysAsync(agentId, DayOf(window.Begin), DayOf(window.End), cancellationToken))
        {
            if (closed.Contains(day.Start))
            {
                series.Add(day.Deployments, Day);
            }
        }

        return closed;
    }

    private async Task AddHoursAsync(
        MetricsSeries series, string agentId, (DateTimeOffset Begin, DateTimeOffset End) window, Func<DateTimeOffset, bool> isElsewhere, bool byMinute, CancellationToken cancellationToken)
    {
        // Only the stretches that are nowhere else: with days, what is left lies at the edges.
        for (var start = window.Begin; start < window.End; start = start.AddHours(1))
        {
            if (isElsewhere(start))
            {
                continue;
            }

            var until = start.AddHours(1);
            while (until < window.End && !isElsewhere(until))
            {
                until = until.AddHours(1);
            }

            await AddStretchAsync(series, agentId, start, until, byMinute, cancellationToken);
            start = until.AddHours(-1);
        }
    }

    private async Task AddStretchAsync(MetricsSeries series, string agentId, DateTimeOffset from, DateTimeOffset to, bool byMinute, CancellationToken cancellationToken)
    {
        if (byMinute)
        {
            await foreach (var minutes in hourly.ReadMinutesAsync(agentId, from, to, cancellationToken))
            {
                series.Add(minutes, Minute);
            }

            return;
        }

        await foreach (var hour in hourly.ReadHoursAsync(agentId, from, to, cancellationToken))
        {
            series.Add(hour.Deployments, Hour);
        }
    }

    private async Task AddOpenAsync(MetricsSeries series, string agentId, HashSet<DateTimeOffset> open, bool byMinute, CancellationToken cancellationToken)
    {
        var parts = new ConcurrentBag<IReadOnlyList<DeploymentRollup>>();
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = ParallelHours, CancellationToken = cancellationToken }, async (start, token) =>
        {
            await foreach (var part in ReadOpenHourAsync(new MetricHour(agentId, start), byMinute, token))
            {
                parts.Add(part);
            }
        });
        foreach (var part in parts)
        {
            series.Add(part, byMinute ? Minute : Hour);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<DeploymentRollup>> ReadOpenHourAsync(MetricHour hour, bool byMinute, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        if (await FindLongAsync(hour, byMinute, cancellationToken) is var (last, parts))
        {
            yield return parts;
            if (last.RawRemoved)
            {
                yield break;
            }

            after = last.LastInvocationId;
        }

        var computed = await raw.ComputeAsync(hour, time.GetUtcNow(), after, cancellationToken);
        yield return byMinute ? computed.Minutes : computed.Deployments;
    }

    /// <summary>The roll-up of an hour that is too long to be read anew, or can't be any more, with the parts that are wanted of it; null for any other.</summary>
    private async Task<(HourRollup Hour, IReadOnlyList<DeploymentRollup> Parts)?> FindLongAsync(MetricHour hour, bool byMinute, CancellationToken cancellationToken)
    {
        var there = await hourly.FindHourAsync(hour, cancellationToken);
        while (there is { Value: { RawRemoved: true } or { Invocations: > MostRead } })
        {
            if (!byMinute)
            {
                return (there.Value, there.Value.Deployments);
            }

            // The minutes lie in a row of their own: they are of this roll-up when it is still there after they were read.
            var minutes = await hourly.ReadMinutesAsync(hour.AgentId, hour.Start, hour.Start.AddHours(1), cancellationToken).FirstOrDefaultAsync(cancellationToken) ?? [];
            var again = await hourly.FindHourAsync(hour, cancellationToken);
            if (string.Equals(again?.ETag, there.ETag, StringComparison.Ordinal))
            {
                return (there.Value, minutes);
            }

            there = again;
        }

        return null;
    }
}
