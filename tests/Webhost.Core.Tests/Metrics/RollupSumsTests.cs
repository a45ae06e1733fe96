using Webhost.Core.Metrics;

namespace Webhost.Core.Tests.Metrics;

public sealed class RollupSumsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Roll_ups_of_one_deployment_are_added_up_and_others_are_kept_apart()
    {
        var sums = RollupSums.ByDeployment([Part("dep_1", 2), Part("dep_2", 3), Part("dep_1", 4) with { Start = Noon.AddHours(1) }], Noon);

        Assert.Equal([("dep_1", 6), ("dep_2", 3)], sums.Select(sum => (sum.DeploymentId, sum.Requests)));
        Assert.Equal((Noon, 60, 6, 1.5m, 6, new SettledUsage(18, 6, 0.6m)), Figures(sums[0]));
        Assert.Equal((6, 6), (sums[0].Errors["tool"], sums[0].Durations[7]));
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(700, 502)]
    public void The_smallest_of_very_many_deployments_are_put_together_by_runtime_and_nothing_is_lost(int deployments, int kept)
    {
        var sums = RollupSums.Bounded(Enumerable.Range(1, deployments).Select(number => Part($"dep_{number}", number) with { RuntimeProvider = number % 2 == 0 ? "one" : "two" }), Noon);

        Assert.Equal(kept, sums.Count);
        Assert.Equal(deployments * (deployments + 1L) / 2, sums.Sum(sum => sum.Requests));
        Assert.Contains(sums, sum => sum.DeploymentId == $"dep_{deployments}");
    }

    [Fact]
    public void Minutes_of_very_many_deployments_are_put_together_minute_by_minute()
    {
        var minutes = Enumerable.Range(0, 60).SelectMany(minute => Enumerable.Range(1, 30).Select(number => Part($"dep_{number}", number) with { Start = Noon.AddMinutes(minute) })).ToArray();

        var bounded = RollupSums.BoundedMinutes(minutes);

        Assert.Equal(60 * 6, bounded.Count);
        Assert.All(bounded.GroupBy(part => part.Start), minute => Assert.Equal(30 * 31 / 2, minute.Sum(part => part.Requests)));
    }

    private static (DateTimeOffset, long, long, decimal, long, SettledUsage) Figures(DeploymentRollup sum) => (sum.Start, sum.Tokens, sum.ComputeMs, sum.CostUsd, sum.Unreported, sum.Settled);

    private static DeploymentRollup Part(string deploymentId, long requests) => new()
    {
        Start = Noon,
        DeploymentId = deploymentId,
        RuntimeProvider = "cloudflare",
        Requests = requests,
        Tokens = 10 * requests,
        ComputeMs = requests,
        ToolCalls = 0,
        Errors = new Dictionary<string, long>(StringComparer.Ordinal) { ["tool"] = requests },
        CostUsd = 0.25m * requests,
        Unreported = requests,
        Settled = new SettledUsage(3 * requests, requests, 0.1m * requests),
        Durations = new Dictionary<int, long> { [7] = requests },
    };
}
