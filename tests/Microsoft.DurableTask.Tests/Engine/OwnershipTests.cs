using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class OwnershipTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Whoever_lost_an_instance_cannot_change_it_any_more()
    {
        await using var hub = await Hub.ClientOnlyAsync(azurite);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Any");
        var stalled = await hub.Store.TryClaimAsync((await hub.Store.GetAsync(id, withPayloads: true, CancellationToken.None))!, "stalled", CancellationToken.None);
        var owner = await hub.Store.TryClaimAsync(stalled!, "owner", CancellationToken.None);
        Turn turn = new(DateTimeOffset.UtcNow, [new ExecutionStarted()], []);

        var refused = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => hub.Store.CommitAsync(stalled!, stalled! with { Turns = 1, CustomStatus = "\"stale\"" }, turn, [], CancellationToken.None));

        Assert.Equal(412, refused.Status);
        Assert.Null(await hub.Store.TryClaimAsync(stalled!, "stalled", CancellationToken.None));
        Assert.Empty((await hub.Store.LoadAsync(id, CancellationToken.None))!.Turns);
        await hub.Store.CommitAsync(owner!, owner! with { Turns = 1 }, turn, [], CancellationToken.None);
        Assert.Single((await hub.Store.LoadAsync(id, CancellationToken.None))!.Turns);
    }

    [Fact]
    public async Task A_worker_that_stalls_is_replaced_and_its_late_result_is_dropped()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource stall = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        static TaskRegistry Tasks(Func<Task<string>> activity) => new TaskRegistry()
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Do") + await context.WaitForExternalEvent<string>("Go"))
            .ActivityAsync<object?, string>("Do", _ => activity());
        await using var stalling = await Hub.StartAsync(
            azurite,
            Tasks(async () =>
            {
                began.TrySetResult();
                await stall.Task;
                late.TrySetResult();
                return "stale";
            }),
            // Gives a sign of life at its start and never again.
            Hub.Fast with { LeaseRenewal = TimeSpan.FromHours(1) });
        var id = await stalling.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await began.Task;
        await using var other = await Hub.StartAsync(azurite, Tasks(() => Task.FromResult("fresh")), name: stalling.Name);
        await Eventually.TrueAsync(
            async () => (await other.Store.LoadAsync(id, CancellationToken.None))!.Turns.Any(turn => turn.Events.Any(item => item is TaskCompleted)), "the other one stored its result");

        stall.SetResult();
        await late.Task;
        await other.Client.RaiseEventAsync(id, "Go", "!");

        Assert.Equal("fresh!", (await other.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_stopping_worker_stores_what_has_ended_and_hands_over()
    {
        var runs = 0;
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskRegistry Tasks() => new TaskRegistry()
            .Orchestrator("Work", async context => await context.CallActivityAsync<int>("Do") + await context.CallActivityAsync<int>("Do"))
            .ActivityAsync<object?, int>("Do", async _ =>
            {
                var run = Interlocked.Increment(ref runs);
                began.TrySetResult();
                await release.Task;
                return run;
            });
        var first = await Hub.StartAsync(azurite, Tasks(), Hub.Fast with { LeaseDuration = TimeSpan.FromMinutes(5), DrainTime = TimeSpan.FromSeconds(20) });
        var id = await first.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await began.Task;

        var stopping = first.DisposeAsync();
        release.SetResult();
        await stopping;
        await using var second = await Hub.StartAsync(azurite, Tasks(), name: first.Name);

        Assert.Equal(3, (await second.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Two_workers_share_what_is_to_do_and_do_nothing_twice()
    {
        System.Collections.Concurrent.ConcurrentBag<int> done = [];
        TaskRegistry Tasks() => new TaskRegistry()
            .Orchestrator("Work", context => context.CallActivityAsync<int>("Do", context.GetInput<int>()))
            .Activity<int, int>("Do", number =>
            {
                done.Add(number);
                return number;
            });
        await using var client = await Hub.ClientOnlyAsync(azurite);
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => client.Client.ScheduleNewOrchestrationInstanceAsync("Work", (object)number)));
        // No lease may run out on a machine that is slow for a while: what was under way would rightly be done again.
        var calm = Hub.Fast with { LeaseDuration = TimeSpan.FromMinutes(1) };
        await using var one = await Hub.StartAsync(azurite, Tasks(), calm, name: client.Name);
        await using var two = await Hub.StartAsync(azurite, Tasks(), calm, name: client.Name);

        await Task.WhenAll(ids.Select(id => client.EndAsync(id)));

        Assert.Equal(Enumerable.Range(0, 60), done.Order());
    }

    [Fact]
    public async Task One_look_takes_over_all_that_is_free_however_many_they_are()
    {
        await using var client = await Hub.ClientOnlyAsync(azurite);
        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.Client.ScheduleNewOrchestrationInstanceAsync("Work")));

        await using var worker = await Hub.StartAsync(
            azurite, new TaskRegistry().Orchestrator("Work", _ => Task.FromResult("done")), Hub.Fast with { PollInterval = TimeSpan.FromHours(1), MaxOthersClaimsPerPoll = 5 }, client.Name);

        foreach (var id in ids)
            Assert.Equal("done", (await client.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Code_that_changed_under_a_running_instance_fails_it_with_a_clear_error()
    {
        var first = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Work", async context =>
            {
                await context.CallActivityAsync<int>("Old");
                return await context.WaitForExternalEvent<int>("Go");
            })
            .Activity<object?, int>("Old", _ => 1));
        var id = await first.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await Eventually.TrueAsync(async () => (await first.Store.GetAsync(id, withPayloads: false, CancellationToken.None))!.Turns == 2, "the activity has ended");
        await first.DisposeAsync();

        await using var second = await Hub.StartAsync(
            azurite, new TaskRegistry().Orchestrator("Work", context => context.CallActivityAsync<int>("New")), name: first.Name);
        var end = await second.EndAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("the history has #0 call of activity 'Old', the replay has #0 call of activity 'New'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_instance_leaves_memory_and_comes_back_for_events_and_timers()
    {
        await using var hub = await Hub.StartAsync(
            azurite,
            new TaskRegistry().Orchestrator("Idle", async context =>
            {
                context.SendEvent("listener", "Hello", context.InstanceId);
                var one = await context.WaitForExternalEvent<string>("Go");
                await context.CreateTimer(TimeSpan.FromMilliseconds(700), CancellationToken.None);
                return one;
            })
            .Orchestrator("Listen", async context =>
            {
                await context.WaitForExternalEvent<string>("Hello");
                return await context.WaitForExternalEvent<string>("Hello", TimeSpan.FromSeconds(4)) ?? "twice";
            }),
            Hub.Fast with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("listener"));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Idle");
        await Eventually.TrueAsync(() => hub.Worker.InstancesInMemory == 0, "nothing is held in memory");

        await hub.Client.RaiseEventAsync(id, "Go", "back");

        Assert.Equal("back", (await hub.EndAsync(id)).ReadOutputAs<string>());
        // Its first event was not sent again when it came back.
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndAsync("listener")).RuntimeStatus);
    }
}
