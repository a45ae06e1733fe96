using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class FaultTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Storage_that_loses_requests_and_answers_fails_no_instance_and_repeats_no_activity(int every)
    {
        ConcurrentDictionary<string, int> runs = new(StringComparer.Ordinal);
        UnreliableStorage storage = new(every);
        await using var hub = await Hub.StartAsync(
            azurite,
            new TaskRegistry()
                .Orchestrator("Work", async context =>
                {
                    List<string> results = [];
                    for (var step = 0; step < 4; step++)
                        results.Add(await context.CallActivityAsync<string>("Do", $"{context.InstanceId}-{step}"));
                    results.Add(await context.CallSubOrchestratorAsync<string>("Child", context.InstanceId));
                    await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                    return results.Count;
                })
                .Orchestrator("Child", context => context.CallActivityAsync<string>("Do", $"{context.GetInput<string>()}-child"))
                .Activity<string, string>("Do", text =>
                {
                    runs.AddOrUpdate(text, 1, static (_, count) => count + 1);
                    return text;
                }),
            Hub.Fast with { LeaseDuration = TimeSpan.FromMinutes(1), FirstRetryDelay = TimeSpan.FromMilliseconds(5), LongestRetryDelay = TimeSpan.FromMilliseconds(50) },
            options: storage.Options());
        await using var client = await Hub.ClientOnlyAsync(azurite, hub.Name);
        storage.IsOn = true;

        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(number =>
            client.Client.ScheduleNewOrchestrationInstanceAsync("Work", new StartOrchestrationOptions($"w{number}"))));
        var ends = await Task.WhenAll(ids.Select(id => client.EndAsync(id)));
        storage.IsOn = false;

        Assert.All(ends, end => Assert.Equal(5, end.ReadOutputAs<int>()));
        Assert.Equal(50, runs.Count);
        Assert.All(runs, run => Assert.Equal(1, run.Value));
        Assert.True(storage.Failures > 10, $"{storage.Failures} failures");
    }

    [Fact]
    public async Task Eight_activities_add_few_milliseconds()
    {
        await using var hub = await Hub.StartAsync(
            azurite,
            new TaskRegistry()
                .Orchestrator("Eight", async context =>
                {
                    for (var step = 0; step < 8; step++)
                        await context.CallActivityAsync<int>("Do", step);
                    return 8;
                })
                .Activity<int, int>("Do", number => number),
            new WorkerSettings());
        List<double> times = [];
        for (var run = 0; run < 12; run++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await hub.RunAsync("Eight");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        // The aim is 150 ms on an idle machine; machines that run tests are seldom idle.
        Assert.True(times[3] < 600, string.Join(", ", times.Select(time => $"{time:0}")));
        Console.WriteLine($"Eight activities, start to end: {string.Join(", ", times.Select(time => $"{time:0}"))} ms");
    }
}
