using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class CallingTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_orchestration_calls_activities_and_gives_its_result()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Greet", async context =>
            {
                var name = context.GetInput<string>();
                context.SetCustomStatus(new { Step = 1 });
                return await context.CallActivityAsync<string>("hello", name) + await context.CallActivityAsync<string>("Hello", name);
            })
            .Activity<string, string>("Hello", name => $"Hello {name}!"));

        var end = await hub.RunAsync("Greet", "you", new StartOrchestrationOptions("g-1") { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" } });

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("Hello you!Hello you!", end.ReadOutputAs<string>());
        Assert.Equal("you", end.ReadInputAs<string>());
        Assert.Equal("""{"Step":1}""", end.SerializedCustomStatus);
        Assert.Equal(("Greet", "g-1", "b"), (end.Name, end.InstanceId, end.Tags["a"]));
        Assert.True(end.IsCompleted);
        Assert.InRange(end.LastUpdatedAt, end.CreatedAt, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Without_asking_for_them_payloads_are_not_read()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry().Orchestrator("Echo", context => Task.FromResult(context.GetInput<string>())));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", (object)"x");
        await hub.EndAsync(id);

        var instance = await hub.Client.GetInstanceAsync(id);

        Assert.Null(instance!.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => instance.ReadOutputAs<string>());
        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Many_activities_of_one_turn_run_at_once_within_the_limit()
    {
        const int Limit = 7;
        var running = 0;
        var most = 0;
        await using var hub = await Hub.StartAsync(
            azurite,
            new TaskRegistry()
                .Orchestrator("Fan", async context =>
                    (await Task.WhenAll(Enumerable.Range(0, 150).Select(number => context.CallActivityAsync<int>("Square", number)))).Sum())
                .ActivityAsync<int, int>("Square", async number =>
                {
                    var now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    await Task.Delay(5);
                    Interlocked.Decrement(ref running);
                    return number * number;
                }),
            Hub.Fast with { MaxConcurrentActivities = Limit });

        var end = await hub.RunAsync("Fan");

        Assert.Equal(Enumerable.Range(0, 150).Sum(number => number * number), end.ReadOutputAs<int>());
        Assert.InRange(most, 2, Limit);
    }

    [Fact]
    public async Task An_activity_is_tried_again_by_its_policy()
    {
        var attempts = 0;
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Flaky", TaskOptions.FromRetryPolicy(new(5, TimeSpan.FromMilliseconds(20), 2))))
            .Activity<object?, int>("Flaky", _ => ++attempts < 4 ? throw new TimeoutException("busy") : attempts));

        Assert.Equal(4, (await hub.RunAsync("Retry")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_failure_carries_type_message_and_cause()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Fail", context => context.CallActivityAsync<int>("Broken"))
            .Activity<object?, int>("Broken", _ => throw new InvalidOperationException("outer", new FormatException("inner"))));

        var end = await hub.RunAsync("Fail");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.True(end.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.True(end.FailureDetails.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.True(end.FailureDetails.InnerFailure.InnerFailure!.IsCausedBy<FormatException>());
        Assert.False(end.FailureDetails.InnerFailure.IsCausedBy<FormatException>());
        Assert.Contains(nameof(A_failure_carries_type_message_and_cause), end.FailureDetails.InnerFailure.StackTrace, StringComparison.Ordinal);
        Assert.Null(end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_does_not_exist_fails_and_is_named()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Nothing", TaskOptions.FromRetryPolicy(new(9, TimeSpan.FromMinutes(1))))));

        Assert.Contains("'Nothing' does not exist", (await hub.RunAsync("Call")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Nobody' does not exist", (await hub.RunAsync("Nobody")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payloads_of_any_size_survive_and_leave_nothing_when_purged()
    {
        var large = string.Concat(Enumerable.Repeat("äöü€🙂 large ", 150_000));
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Large", async context =>
            {
                context.SetCustomStatus(context.GetInput<string>());
                var answer = await context.CallActivityAsync<string>("Turn", context.GetInput<string>());
                return answer + await context.WaitForExternalEvent<string>("More");
            })
            .Activity<string, string>("Turn", text => text + "!"));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Large", (object)large);
        await hub.Client.RaiseEventAsync(id, "More", large);

        var end = await hub.EndAsync(id);

        Assert.Equal(large + "!" + large, end.ReadOutputAs<string>());
        Assert.Equal(large, end.ReadCustomStatusAs<string>());
        Assert.Equal(large, end.ReadInputAs<string>());
        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        Assert.DoesNotContain(await hub.RowsAsync(), row => row.PartitionKey.EndsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_instances_at_once_all_end()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Two", async context =>
                await context.CallActivityAsync<int>("Double", context.GetInput<int>()) + await context.CallActivityAsync<int>("Double", 1))
            .Activity<int, int>("Double", number => number * 2));

        var ends = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => hub.RunAsync("Two", number)));

        Assert.Equal(Enumerable.Range(0, 200).Select(number => (number * 2) + 2), ends.Select(end => end.ReadOutputAs<int>()));
        await Eventually.TrueAsync(async () => (await hub.Store.Index.ReadAsync(CancellationToken.None)).Instances.Count == 0, "all are off the list");
    }

    [Fact]
    public async Task A_start_may_be_set_for_later()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry().Orchestrator("Now", context => Task.FromResult(context.CurrentUtcDateTime)));
        var startAt = DateTimeOffset.UtcNow.AddMilliseconds(700);

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Now", new StartOrchestrationOptions(StartAt: startAt));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        var end = await hub.EndAsync(id);

        Assert.InRange(end.ReadOutputAs<DateTime>(), startAt.UtcDateTime, startAt.UtcDateTime.AddSeconds(5));
    }

    [Fact]
    public async Task Something_scheduled_for_later_can_be_ended_before()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry().Orchestrator("Later", _ => Task.FromResult(1)));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Later", new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddHours(1)));

        await hub.Client.TerminateInstanceAsync(id, "no longer");

        var end = await hub.EndAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "no longer"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Version_parent_and_instance_id_are_seen_by_the_orchestrator()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Who", context => Task.FromResult($"{context.Name} {context.InstanceId} {context.Version} {context.Parent?.InstanceId ?? "none"}")));

        var end = await hub.RunAsync("Who", options: new StartOrchestrationOptions("it's 5% of me!") { Version = "2.1" });

        Assert.Equal("Who it's 5% of me! 2.1 none", end.ReadOutputAs<string>());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another one was faster: look again.
        }
    }
}
