using System.Collections.Concurrent;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.UsageReports;

/// <summary>Writes usage as the roll-up does: by the hour, and by the day as the sum of its hours.</summary>
internal static class UsageSeed
{
    private static readonly ConcurrentDictionary<(string UserId, string AgentId, DateTimeOffset Day), ConcurrentDictionary<DateTimeOffset, DeploymentRollup>> Days = [];
    private static long revision;

    public static async Task AddAsync(World world, string agentId, DateTimeOffset hour, long requests, decimal costUsd, long tokens = 0, long computeMs = 0, string runtime = FakeRuntime.Name, string? owner = null)
    {
        var (start, userId, store) = (MetricHour.Floor(hour), owner ?? world.Caller.User.UserId, world.Get<IHourlyStore>());
        var used = new DeploymentRollup
        {
            Start = start,
            DeploymentId = "dep_1",
            RuntimeProvider = runtime,
            Requests = requests,
            Tokens = tokens,
            ComputeMs = computeMs,
            ToolCalls = 0,
            Errors = new Dictionary<string, long>(StringComparer.Ordinal),
            CostUsd = costUsd,
            Durations = new Dictionary<int, long>(),
        };
        var day = new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero);
        var hours = Days.GetOrAdd((userId, agentId, day), static _ => []);
        hours[start] = used;
        await store.SetUsageAsync(
            agentId, new HourRollup { UserId = userId, Start = start, Revision = Interlocked.Increment(ref revision), ComputedAt = world.Clock.GetUtcNow(), Invocations = requests, Deployments = [used] }, default);
        await store.SetUsageAsync(agentId, new DayRollup { UserId = userId, Start = day, Revision = Interlocked.Increment(ref revision), Deployments = [.. hours.Values] }, default);
    }
}
