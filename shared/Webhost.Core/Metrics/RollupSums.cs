namespace Webhost.Core.Metrics;

/// <summary>Adds roll-ups up.</summary>
internal static class RollupSums
{
    /// <summary>What stands for the deployments with the fewest invocations where there are too many to keep apart.</summary>
    public const string Others = "others";

    private const int MostDeployments = 500;
    private const int MostMinutes = 60 * 20;
    private const int MostDeploymentsOfMinute = 5;

    /// <summary>The sums of some roll-ups by deployment, as those of a stretch of time that begins at <paramref name="start"/>.</summary>
    public static IReadOnlyList<DeploymentRollup> ByDeployment(IEnumerable<DeploymentRollup> rollups, DateTimeOffset start) => Bounded(
        rollups.GroupBy(rollup => (rollup.DeploymentId, rollup.RuntimeProvider)).Select(group => Sum([.. group], group.Key.DeploymentId, start)), start);

    /// <summary>Roll-ups of one stretch of time, of so few deployments that they fit into a row, whatever somebody deploys.</summary>
    public static IReadOnlyList<DeploymentRollup> Bounded(IEnumerable<DeploymentRollup> rollups, DateTimeOffset start) => Bounded([.. rollups], start, MostDeployments);

    /// <summary>The same for an hour's minutes, which share a row.</summary>
    public static IReadOnlyList<DeploymentRollup> BoundedMinutes(IReadOnlyList<DeploymentRollup> minutes) => minutes.Count <= MostMinutes
        ? minutes
        : [.. minutes.GroupBy(rollup => rollup.Start).SelectMany(minute => Bounded([.. minute], minute.Key, MostDeploymentsOfMinute))];

    private static IReadOnlyList<DeploymentRollup> Bounded(IReadOnlyList<DeploymentRollup> all, DateTimeOffset start, int most)
    {
        if (all.Count <= most)
        {
            return all;
        }

        var byRequests = all.OrderByDescending(rollup => rollup.Requests).ToArray();
        var others = byRequests.Skip(most).GroupBy(rollup => rollup.RuntimeProvider, StringComparer.Ordinal).Select(group => Sum([.. group], Others, start));
        return [.. byRequests.Take(most), .. others];
    }

    /// <summary>The sum of some roll-ups of one runtime.</summary>
    public static DeploymentRollup Sum(IReadOnlyList<DeploymentRollup> rollups, string deploymentId, DateTimeOffset start)
    {
        var durations = new DurationHistogram();
        var errors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var rollup in rollups)
        {
            durations.Add(rollup.Durations);
            foreach (var (errorClass, count) in rollup.Errors)
            {
                errors[errorClass] = errors.GetValueOrDefault(errorClass) + count;
            }
        }

        return new DeploymentRollup
        {
            Start = start,
            DeploymentId = deploymentId,
            RuntimeProvider = rollups[0].RuntimeProvider,
            Requests = rollups.Sum(rollup => rollup.Requests),
            Tokens = rollups.Sum(rollup => rollup.Tokens),
            EstimatedTokens = rollups.Sum(rollup => rollup.EstimatedTokens),
            ComputeMs = rollups.Sum(rollup => rollup.ComputeMs),
            ToolCalls = rollups.Sum(rollup => rollup.ToolCalls),
            Errors = errors,
            CostUsd = rollups.Sum(rollup => rollup.CostUsd),
            Unreported = rollups.Sum(rollup => rollup.Unreported),
            Settled = rollups.Aggregate(SettledUsage.None, (sum, rollup) => sum + rollup.Settled),
            Counted = rollups.Aggregate(CountedUsage.None, (sum, rollup) => sum + rollup.Counted),
            Durations = durations.Buckets,
        };
    }
}
