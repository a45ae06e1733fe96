using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class SteeringTests(AzuriteFixture azurite)
{
    private static TaskRegistry Waiting(List<string>? log = null) => new TaskRegistry()
        .Orchestrator("Wait", async context =>
        {
            var one = await context.WaitForExternalEvent<string>("Go");
            var noted = await context.CallActivityAsync<string>("Note", one);
            return noted + await context.WaitForExternalEvent<string>("Go");
        })
        .Activity<string, string>("Note", text =>
        {
            log?.Add(text);
            return text;
        });

    [Fact]
    public async Task Events_reach_an_instance_in_this_and_from_another_process()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting());
        await using var other = await Hub.ClientOnlyAsync(azurite, hub.Name);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        await hub.Client.RaiseEventAsync(id, "go", "a");
        await other.Client.RaiseEventAsync(id, "GO", "b");

        Assert.Equal("ab", (await other.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_paused_instance_goes_on_where_it_was()
    {
        List<string> log = [];
        await using var hub = await Hub.StartAsync(azurite, Waiting(log));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        await hub.Client.SuspendInstanceAsync(id, "pause");
        await StatusAsync(hub, id, OrchestrationRuntimeStatus.Suspended);
        await hub.Client.RaiseEventAsync(id, "Go", "a");
        await hub.Client.RaiseEventAsync(id, "Go", "b");
        await Eventually.TrueAsync(async () => (await hub.Store.Inbox.ReadAsync(id, CancellationToken.None)).Count == 0, "the events are stored");
        Assert.Empty(log);
        await hub.Client.ResumeInstanceAsync(id);

        Assert.Equal("ab", (await hub.EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(["a"], log);
    }

    [Fact]
    public async Task A_terminated_instance_ends_with_the_given_output()
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Long", context => context.CallActivityAsync<int>("Block"))
            .ActivityAsync<object?, int>("Block", async _ =>
            {
                started.TrySetResult();
                await release.Task;
                return 1;
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Long");
        await started.Task;

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(new { Reason = "enough" }));
        var end = await hub.EndAsync(id);
        release.SetResult();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("""{"Reason":"enough"}""", end.SerializedOutput);
        var refused = await Assert.ThrowsAsync<RpcException>(() => hub.Client.TerminateInstanceAsync(id));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public async Task Steering_what_does_not_exist_is_an_error()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry());

        Func<Task>[] actions =
        [
            () => hub.Client.RaiseEventAsync("nobody", "Go"),
            () => hub.Client.TerminateInstanceAsync("nobody"),
            () => hub.Client.SuspendInstanceAsync("nobody"),
            () => hub.Client.ResumeInstanceAsync("nobody"),
        ];
        foreach (var action in actions)
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(action)).StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody"));
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);
        Assert.DoesNotContain(await hub.RowsAsync(), row => row.PartitionKey.StartsWith("i:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("@entity")]
    [InlineData("a\tb")]
    public async Task Ids_that_the_real_host_refuses_are_refused(string id)
    {
        await using var hub = await Hub.ClientOnlyAsync(azurite);

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Any", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task A_second_start_is_refused_while_the_first_runs_and_replaces_it_afterwards()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting());
        StartOrchestrationOptions options = new("same");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options));
        await hub.Client.RaiseEventAsync("same", "Go", "a");
        await hub.Client.RaiseEventAsync("same", "Go", "b");
        Assert.Equal("ab", (await hub.EndAsync("same")).ReadOutputAs<string>());

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait",
            options.WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated)));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
        await hub.Client.RaiseEventAsync("same", "Go", "c");
        await hub.Client.RaiseEventAsync("same", "Go", "d");
        Assert.Equal("cd", (await hub.EndAsync("same")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Racing_starts_with_one_id_make_one_instance()
    {
        List<string> log = [];
        await using var hub = await Hub.StartAsync(azurite, Waiting(log));
        StartOrchestrationOptions options = new("race");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
                return true;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, made => made);
        await hub.Client.RaiseEventAsync("race", "Go", "a");
        await hub.Client.RaiseEventAsync("race", "Go", "b");
        await hub.EndAsync("race");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public async Task With_no_dedupe_statuses_a_running_instance_is_terminated_and_replaced()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting());
        StartOrchestrationOptions options = new("again") { DedupeStatuses = [] };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", (object)1, CancellationToken.None);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, options);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 2, options);

        Assert.Equal(2, (await hub.Client.GetInstanceAsync("again", getInputsAndOutputs: true))!.ReadInputAs<int>());
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", options.WithDedupeStatuses(OrchestrationRuntimeStatus.Terminated)));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options with { DedupeStatuses = ["Sleeping"] }));
    }

    [Fact]
    public async Task Instances_are_listed_by_page_prefix_state_and_time()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting().Orchestrator("Quick", context => Task.FromResult(context.GetInput<int>())));
        var before = DateTimeOffset.UtcNow;
        foreach (var number in Enumerable.Range(0, 7))
            await hub.RunAsync("Quick", number, new StartOrchestrationOptions($"quick-{number}"));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("wait-1"));
        await StatusAsync(hub, "wait-1", OrchestrationRuntimeStatus.Running);

        var pages = new List<int>();
        await foreach (var page in hub.Client.GetAllInstancesAsync(new(InstanceIdPrefix: "quick-", PageSize: 3)).AsPages())
            pages.Add(page.Values.Count);
        var running = await ListAsync(hub, new(Statuses: [OrchestrationRuntimeStatus.Running]));
        var none = await ListAsync(hub, new(CreatedTo: before.AddMilliseconds(-50)));
        var all = await ListAsync(hub, new(CreatedFrom: before, FetchInputsAndOutputs: true));

        Assert.Equal(7, pages.Sum());
        Assert.All(pages, count => Assert.InRange(count, 0, 3));
        Assert.Equal(["wait-1"], running.Select(instance => instance.InstanceId));
        Assert.Empty(none);
        Assert.Equal(8, all.Count);
        Assert.Equal(21, all.Where(instance => instance.Name == "Quick").Sum(instance => instance.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task A_purge_takes_only_what_has_ended_and_all_of_it()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting().Orchestrator("Quick", context => Task.FromResult(context.GetInput<int>())));
        foreach (var number in Enumerable.Range(0, 4))
            await hub.RunAsync("Quick", number);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await StatusAsync(hub, id, OrchestrationRuntimeStatus.Running);

        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeAllInstancesAsync(new(Statuses: [OrchestrationRuntimeStatus.Failed]))).PurgedInstanceCount);
        Assert.Equal(4, (await hub.Client.PurgeAllInstancesAsync(new())).PurgedInstanceCount);

        var left = (await hub.RowsAsync()).Select(row => row.PartitionKey).Where(key => key.StartsWith("i:", StringComparison.Ordinal)).Distinct();
        Assert.Equal(["i:" + id], left);
    }

    [Fact]
    public async Task A_waiter_learns_of_the_start_and_can_give_up()
    {
        await using var hub = await Hub.StartAsync(azurite, Waiting());
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        var started = await hub.Client.WaitForInstanceStartAsync(id, CancellationToken.None);
        using CancellationTokenSource limit = new(TimeSpan.FromMilliseconds(200));

        Assert.True(started.IsRunning);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.Client.WaitForInstanceCompletionAsync(id, limit.Token));
    }

    private static async Task<List<OrchestrationMetadata>> ListAsync(Hub hub, OrchestrationQuery query)
    {
        List<OrchestrationMetadata> found = [];
        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
            found.Add(instance);
        return found;
    }

    private static Task StatusAsync(Hub hub, string id, OrchestrationRuntimeStatus status) =>
        Eventually.TrueAsync(async () => (await hub.Client.GetInstanceAsync(id))?.RuntimeStatus == status, $"{id} is {status}");
}
