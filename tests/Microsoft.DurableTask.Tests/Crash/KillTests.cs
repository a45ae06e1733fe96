using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.TestHost;

namespace Microsoft.DurableTask.Tests.Crash;

/// <summary>A process is killed at every point of an orchestration; another goes on.</summary>
[Collection(CrashCollection.Name)]
public sealed class KillTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan RealLease = TimeSpan.FromSeconds(6);

    public static TheoryData<string> Points =>
        [.. Enumerable.Range(1, SixSteps.Steps).SelectMany(step => new[] { $"before-{step}", $"after-{step}", $"between-{step}" })];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_kill_at_any_point_loses_nothing_and_repeats_no_effect(string point)
    {
        await using var hub = await Hub.ClientOnlyAsync(azurite);
        Host host = new(azurite, hub.Name);
        await host.PrepareAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(SixSteps.Name);

        await using (var first = host.Start(ShortLease, point))
        {
            await first.WaitForExitAsync();
            Assert.Equal(137, first.ExitCode);
        }

        Assert.False((await hub.Client.GetInstanceAsync(id))!.IsCompleted);
        await using var second = host.Start(ShortLease);
        var end = await hub.EndAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal([10, 20, 30, 40, 50, 60], end.ReadOutputAs<int[]>()!);
        Assert.Equal(6, end.ReadCustomStatusAs<int>());
        var (effects, attempts) = await host.EffectsAsync(id);
        Assert.Equal([1, 2, 3, 4, 5, 6], effects);
        // Only what had not been stored when the process died is run again.
        var repeated = point.StartsWith("before", StringComparison.Ordinal) ? 0 : point[^1] - '0';
        Assert.Equal(Enumerable.Range(1, SixSteps.Steps).Select(step => step == repeated ? 2 : 1), attempts);
    }

    [Fact]
    public async Task Of_two_processes_one_is_killed_and_the_other_finishes()
    {
        await using var hub = await Hub.ClientOnlyAsync(azurite);
        Host host = new(azurite, hub.Name);
        await host.PrepareAsync();
        await using var first = host.Start(RealLease);
        await first.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal));
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.Client.ScheduleNewOrchestrationInstanceAsync("SlowSteps", (object)300)));
        foreach (var id in ids)
            await Eventually.TrueAsync(async () => (await host.EffectsAsync(id)).Effects.Count >= 2, "the first process runs the instance");
        await using var second = host.Start(RealLease);
        await second.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal));

        await first.KillAsync();
        var ends = await Task.WhenAll(ids.Select(id => hub.EndAsync(id)));

        Assert.All(ends, end => Assert.Equal(6, end.ReadOutputAs<int>()));
        foreach (var id in ids)
            Assert.Equal([1, 2, 3, 4, 5, 6], (await host.EffectsAsync(id)).Effects);
    }

    [Fact]
    public async Task A_process_that_is_asked_to_end_leaves_its_instances_at_once()
    {
        await using var hub = await Hub.ClientOnlyAsync(azurite);
        Host host = new(azurite, hub.Name);
        await host.PrepareAsync();
        await using var first = host.Start(TimeSpan.FromMinutes(5));
        await first.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("SlowSteps", (object)500);
        await Eventually.TrueAsync(async () => (await host.EffectsAsync(id)).Effects.Count >= 1, "the first process runs the instance", TimeSpan.FromSeconds(120));

        using (var terminate = System.Diagnostics.Process.Start("kill", ["-TERM", first.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await terminate.WaitForExitAsync();
        await first.WaitForExitAsync();
        await using var second = host.Start(ShortLease);

        // Five minutes of lease would be left.
        Assert.Equal(6, (await hub.EndAsync(id)).ReadOutputAs<int>());
    }
}
