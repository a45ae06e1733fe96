using Webhost.Core.Agents;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;

namespace Webhost.Storage.Tests.Metrics;

[Collection(StorageCollection.Name)]
public sealed class HourlyStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly IHourlyStore store = storage.Get<IHourlyStore>();
    private readonly string userId = Some.UserId().Value;
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task A_replacement_takes_the_place_of_the_whole_hour()
    {
        await ReplaceAsync(Noon, "dep_1", "dep_2");
        await ReplaceAsync(Noon, "dep_2", "dep_3");

        Assert.Equal(["dep_2", "dep_3"], (await FindAsync(Noon)).Deployments.Select(part => part.DeploymentId));
        Assert.Equal(["dep_2", "dep_3"], Assert.Single(await store.ReadMinutesAsync(agentId, Noon, Noon.AddHours(1), default).ToListAsync()).Select(part => part.DeploymentId));
    }

    [Fact]
    public async Task Who_has_read_an_older_version_gives_way()
    {
        var hour = new MetricHour(agentId, Noon);
        Assert.True(await store.TryReplaceHourAsync(hour, HourOf(Noon, 1, "dep_1"), [], etag: null, default));
        Assert.False(await store.TryReplaceHourAsync(hour, HourOf(Noon, 1, "dep_2"), [], etag: null, default));
        var seen = (await store.FindHourAsync(hour, default))!;
        Assert.True(await store.TryReplaceHourAsync(hour, HourOf(Noon, 2, "dep_3"), minutes: null, seen.ETag, default));
        Assert.False(await store.TryReplaceHourAsync(hour, HourOf(Noon, 2, "dep_4"), minutes: null, seen.ETag, default));
        var day = new DayRollup { UserId = userId, Start = Noon.Date.ToUtc(), Revision = 1, Deployments = [] };
        Assert.True(await store.TryReplaceDayAsync(agentId, day, etag: null, default));
        Assert.False(await store.TryReplaceDayAsync(agentId, day, etag: null, default));

        Assert.Equal("dep_3", Assert.Single((await FindAsync(Noon)).Deployments).DeploymentId);
    }

    [Fact]
    public async Task A_long_roll_up_is_kept_as_it_is()
    {
        var durations = Enumerable.Range(0, 300).ToDictionary(bucket => bucket, bucket => (long)bucket * 7);
        var parts = Enumerable.Range(0, 400).Select(number => PartOf(Noon, $"dep_{number}") with { Durations = durations }).ToArray();
        var rollup = HourOf(Noon, 1) with { Deployments = parts };

        Assert.True(await store.TryReplaceHourAsync(new MetricHour(agentId, Noon), rollup, parts, etag: null, default));

        var read = await FindAsync(Noon);
        Assert.Equal(400, read.Deployments.Count);
        Assert.Equal(durations, read.Deployments[399].Durations);
    }

    [Fact]
    public async Task Hours_are_read_between_two_times_and_removed_before_one()
    {
        foreach (var hours in new[] { 0, 1, 24 })
        {
            await ReplaceAsync(Noon.AddHours(hours), "dep_1");
        }

        Assert.Equal([Noon, Noon.AddHours(1)], await store.ReadHoursAsync(agentId, Noon, Noon.AddHours(24), default).Select(hour => hour.Start).ToListAsync());
        Assert.Contains(agentId, await store.ReadAgentsAsync(default).ToListAsync());

        Assert.Equal(2, await store.RemoveHoursAsync(agentId, Noon.AddHours(1), int.MaxValue, default));
        Assert.Equal([Noon.AddHours(1), Noon.AddHours(24)], await store.ReadHoursAsync(agentId, Noon.AddDays(-9), Noon.AddDays(9), default).Select(hour => hour.Start).ToListAsync());
    }

    [Fact]
    public async Task Any_period_of_whole_hours_is_the_sum_of_its_hours()
    {
        var random = new Random(7);
        var first = new DateTimeOffset(2026, 10, 29, 0, 0, 0, TimeSpan.Zero);
        var hours = Enumerable.Range(0, 24 * 8).Where(_ => random.Next(3) == 0).Select(hour => first.AddHours(hour)).ToArray();
        await Parallel.ForEachAsync(hours, async (hour, token) => await store.SetUsageAsync(agentId, HourOf(hour, 1, "dep_1"), token));
        foreach (var day in hours.GroupBy(hour => hour.Date.ToUtc()))
        {
            await store.SetUsageAsync(agentId, new DayRollup { UserId = userId, Start = day.Key, Revision = 1, Deployments = [.. day.Select(hour => PartOf(hour, "dep_1"))] }, default);
        }

        for (var attempt = 0; attempt < 30; attempt++)
        {
            var from = first.AddHours(random.Next(0, 24 * 8));
            var period = new BillingPeriod("any", from, from.AddHours(random.Next(1, 24 * 5)));

            var expected = hours.Count(hour => hour >= period.Start && hour < period.End);
            Assert.Equal(expected, (await store.ReadUsageAsync(userId, period, default)).TotalRequests);
        }
    }

    [Fact]
    public async Task An_older_revision_never_takes_the_place_of_a_newer_one()
    {
        var period = BillingPeriod.Of(Noon, anchor: null);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(revision => store.SetUsageAsync(agentId, HourOf(Noon, revision, [.. Enumerable.Repeat("dep_1", revision)]), default)));
        await store.SetUsageAsync(agentId, HourOf(Noon, 3, "dep_1"), default);

        // The day is not over, so its hours are what counts up to here.
        var usage = await store.ReadUsageAsync(userId, period with { End = Noon.AddHours(1), Start = Noon }, default);

        Assert.Equal(8, usage.TotalRequests);
        Assert.Equal((8, 8 * 5, 8 * 3), (usage.Agents[agentId].Requests, usage.Runtimes["cloudflare"].Tokens, usage.Settled.Tokens));
        Assert.Equal(8 * 2, usage.Extra.Tokens);
    }

    private async Task<HourRollup> FindAsync(DateTimeOffset hour) => (await store.FindHourAsync(new MetricHour(agentId, hour), default))!.Value;

    private async Task ReplaceAsync(DateTimeOffset start, params string[] deployments)
    {
        var hour = new MetricHour(agentId, start);
        var there = await store.FindHourAsync(hour, default);
        var rollup = HourOf(start, 1, deployments);
        Assert.True(await store.TryReplaceHourAsync(hour, rollup, rollup.Deployments, there?.ETag, default));
    }

    private HourRollup HourOf(DateTimeOffset start, long revision, params string[] deployments) => new()
    {
        UserId = userId,
        Start = start,
        Revision = revision,
        ComputedAt = start,
        Invocations = deployments.Length,
        Deployments = [.. deployments.Select(deployment => PartOf(start, deployment))],
    };

    private static DeploymentRollup PartOf(DateTimeOffset start, string deploymentId) => new()
    {
        Start = start,
        DeploymentId = deploymentId,
        RuntimeProvider = "cloudflare",
        Requests = 1,
        Tokens = 5,
        ComputeMs = 7,
        ToolCalls = 0,
        Errors = new Dictionary<string, long>(StringComparer.Ordinal),
        CostUsd = 0.25m,
        Settled = new SettledUsage(3, 7, 0.2m),
        Durations = new Dictionary<int, long> { [1] = 1 },
    };
}
