using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.UsageReports;

/// <summary>Writes usage as the roll-up does.</summary>
internal static class UsageSeed
{
    public static Task AddAsync(World world, string agentId, DateTimeOffset hour, long requests, decimal costUsd, long tokens = 0, long computeMs = 0, string runtime = FakeRuntime.Name) =>
        world.Get<IHourlyStore>().ReplaceAsync(
            world.Caller.User.UserId,
            new MetricHour(agentId, MetricHour.Floor(hour)),
            [
                new HourlyRollup
                {
                    Start = MetricHour.Floor(hour),
                    DeploymentId = "dep_1",
                    RuntimeProvider = runtime,
                    Requests = requests,
                    Tokens = tokens,
                    ComputeMs = computeMs,
                    ToolCalls = 0,
                    Errors = new Dictionary<string, long>(StringComparer.Ordinal),
                    CostUsd = costUsd,
                    Durations = new Dictionary<int, long>(),
                },
            ],
            default);
}
