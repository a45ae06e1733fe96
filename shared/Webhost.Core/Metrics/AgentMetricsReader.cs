using Webhost.Contracts.Metrics;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Answers what an agent used (master spec §5.4): from raw events where the step is shorter than an hour or the hour is young, else from roll-ups.</summary>
public sealed class AgentMetricsReader(AgentDirectory agents, ITelemetryStore telemetry, IHourlyStore hourly, HourlyRollups rollups, RuntimeProviders providers, TimeProvider time)
{
    // Roll-ups of the last hours may lag behind their events.
    private static readonly TimeSpan Young = TimeSpan.FromHours(2);

    /// <summary>Totals and series of a window. Failure: NotFound.</summary>
    public async Task<Result<AgentMetrics>> ReadAsync(Caller caller, string agentId, MetricsQuery query, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        var series = new MetricsSeries(query);
        var begin = agent.Value.CreatedAt > query.From ? agent.Value.CreatedAt : query.From;
        var youngFrom = MetricHour.Floor(time.GetUtcNow() - Young);
        var rawFrom = MetricHour.Floor(query.Step < TimeSpan.FromHours(1) || begin > youngFrom ? begin : youngFrom);
        if (begin < rawFrom)
        {
            await foreach (var rollup in hourly.ReadAsync(agentId, MetricHour.Floor(begin), rawFrom < query.To ? rawFrom : Ceiling(query.To), cancellationToken))
            {
                series.Add(rollup);
            }
        }

        var last = time.GetUtcNow() < query.To ? time.GetUtcNow() : query.To;
        for (var hour = rawFrom; hour < last; hour = hour.AddHours(1))
        {
            await AddRawAsync(series, new MetricHour(agentId, hour), query, cancellationToken);
        }

        return series.ToMetrics();
    }

    /// <summary>The newest failed invocations, newest first. Failure: NotFound.</summary>
    public async Task<Result<IReadOnlyList<InvocationError>>> ReadErrorsAsync(Caller caller, string agentId, int limit, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out _, out var failure))
        {
            return failure;
        }

        var errors = await telemetry.ReadErrorsAsync(agentId, limit, cancellationToken);
        return errors.Select(error => new InvocationError
        {
            InvocationId = error.InvocationId.Value,
            DeploymentId = error.DeploymentId,
            Timestamp = error.StartedAt,
            ErrorClass = error.ErrorClass ?? "unknown",
            Message = error.ErrorMessage,
            TraceId = error.TraceId,
        }).ToArray();
    }

    // A point of an hour and more holds whole hours, the last one included.
    private static DateTimeOffset Ceiling(DateTimeOffset time) => MetricHour.Floor(time) is var start && start == time ? start : start.AddHours(1);

    private async Task AddRawAsync(MetricsSeries series, MetricHour hour, MetricsQuery query, CancellationToken cancellationToken)
    {
        if (query.Step >= TimeSpan.FromHours(1))
        {
            foreach (var rollup in await rollups.ComputeAsync(hour, cancellationToken))
            {
                series.Add(rollup);
            }

            return;
        }

        var points = new Dictionary<(DateTimeOffset, string, string), RollupAccumulator>();
        await foreach (var invocation in telemetry.ReadHourAsync(hour, cancellationToken))
        {
            var key = (query.PointOf(invocation.InvocationId.CreatedAt), invocation.DeploymentId, invocation.RuntimeProvider);
            if (!points.TryGetValue(key, out var point))
            {
                points[key] = point = new RollupAccumulator(invocation.DeploymentId, invocation.RuntimeProvider);
            }

            point.Add(invocation);
        }

        foreach (var ((start, _, _), point) in points)
        {
            series.Add(point.ToRollup(start, providers));
        }
    }
}
