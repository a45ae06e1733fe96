using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.Tests.Engine;

[Collection(StorageCollection.Name)]
public sealed class CompositionTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_sub_orchestration_is_an_instance_of_its_own_and_gives_its_result()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Parent", async context =>
            {
                var chosen = await context.CallSubOrchestratorAsync<string>("Child", "a", new SubOrchestrationOptions(instanceId: context.InstanceId + "-1"));
                return chosen + await context.CallSubOrchestratorAsync<string>("Child", "b");
            })
            .Orchestrator("Child", async context =>
                await context.CallActivityAsync<string>("Upper", context.GetInput<string>()) + (context.Parent!.Name == "parent" ? context.Parent.InstanceId : "?"))
            .Activity<string, string>("Upper", text => text.ToUpperInvariant()));

        var end = await hub.RunAsync("Parent", options: new StartOrchestrationOptions("p"));

        Assert.Equal("ApBp", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.Client.GetInstanceAsync("p-1"))!.RuntimeStatus);
    }

    [Fact]
    public async Task Its_failure_is_its_parents_and_may_be_retried()
    {
        var attempts = 0;
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "none";
                }
                catch (TaskFailedException exception)
                {
                    var retried = await context.CallSubOrchestratorAsync<int>("Child", TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromMilliseconds(10))));
                    return $"{exception.TaskName} {exception.FailureDetails.ErrorMessage} {retried}";
                }
            })
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Third"))
            .Activity<object?, int>("Third", _ => ++attempts < 3 ? throw new TimeoutException("slow") : attempts));

        var end = await hub.RunAsync("Parent");

        Assert.Equal("Child Task 'Third' (#0) failed with an unhandled exception: slow 3", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_id_in_use_fails_the_call_and_not_the_other_instance()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "taken")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Child", new StartOrchestrationOptions("taken"));

        var end = await hub.RunAsync("Parent");

        Assert.Contains("'taken' exists already", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.False((await hub.Client.GetInstanceAsync("taken"))!.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_termination_goes_down_only_if_asked_to(bool recursive)
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await Eventually.TrueAsync(async () => (await hub.Client.GetInstanceAsync(id + "-child"))?.IsRunning == true, "the child runs");

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: recursive));
        await hub.EndAsync(id);

        if (recursive)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndAsync(id + "-child")).RuntimeStatus);
        }
        else
        {
            await hub.Client.RaiseEventAsync(id + "-child", "Go", 5);
            Assert.Equal(5, (await hub.EndAsync(id + "-child")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task A_terminated_child_is_a_failure_to_its_parent()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "victim")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("Go")));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await Eventually.TrueAsync(async () => (await hub.Client.GetInstanceAsync("victim")) is not null, "the child exists");

        await hub.Client.TerminateInstanceAsync("victim");

        Assert.Contains("was terminated", (await hub.EndAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrations_send_each_other_events()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Ping", async context =>
            {
                context.SendEvent("pong", "Ball", context.InstanceId);
                return await context.WaitForExternalEvent<string>("Ball", TimeSpan.FromSeconds(15));
            })
            .Orchestrator("Pong", async context =>
            {
                context.SendEvent(await context.WaitForExternalEvent<string>("Ball"), "Ball", "back");
                context.SendEvent("nobody", "Ball", "lost");
                return 0;
            }));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Pong", new StartOrchestrationOptions("pong"));

        Assert.Equal("back", (await hub.RunAsync("Ping", options: new StartOrchestrationOptions("ping"))).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndAsync("pong")).RuntimeStatus);
    }

    [Fact]
    public async Task An_orchestration_that_begins_anew_keeps_its_events_and_drops_its_history()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry()
            .Orchestrator("Sum", async context =>
            {
                var state = context.GetInput<int[]>() ?? [0, 0];
                context.SetCustomStatus(state[0]);
                if (state[0] == 40)
                    return state[1];
                var added = await context.WaitForExternalEvent<int>("Add");
                context.ContinueAsNew(new[] { state[0] + 1, state[1] + added });
                return 0;
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Sum");

        await Task.WhenAll(Enumerable.Range(1, 40).Select(number => hub.Client.RaiseEventAsync(id, "Add", number)));
        var end = await hub.EndAsync(id);

        Assert.Equal(Enumerable.Range(1, 40).Sum(), end.ReadOutputAs<int>());
        Assert.Equal(40, end.ReadCustomStatusAs<int>());
        await Eventually.TrueAsync(
            async () => (await hub.RowsAsync()).Count(row => row.PartitionKey == "i:" + id && row.RowKey.StartsWith('h')) == 1, "one turn of the last beginning is left");
    }

    [Fact]
    public async Task Hundreds_of_new_beginnings_end_too()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry().Orchestrator("Count", context =>
        {
            if (context.GetInput<int>() < 200)
                context.ContinueAsNew(context.GetInput<int>() + 1);
            return Task.FromResult(context.GetInput<int>());
        }));

        Assert.Equal(200, (await hub.RunAsync("Count")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Timers_fire_in_their_order_and_not_before_their_time()
    {
        await using var hub = await Hub.StartAsync(azurite, new TaskRegistry().Orchestrator("Timers", async context =>
        {
            List<int> order = [];
            var start = context.CurrentUtcDateTime;
            async Task FireAsync(int milliseconds)
            {
                await context.CreateTimer(start.AddMilliseconds(milliseconds), CancellationToken.None);
                order.Add(milliseconds);
            }

            await Task.WhenAll(FireAsync(300), FireAsync(100), FireAsync(200), FireAsync(-5));
            return new { order, Waited = (context.CurrentUtcDateTime - start).TotalMilliseconds };
        }));

        var result = (await hub.RunAsync("Timers")).ReadOutputAs<System.Text.Json.JsonElement>();

        Assert.Equal([-5, 100, 200, 300], result.GetProperty("order").EnumerateArray().Select(item => item.GetInt32()));
        Assert.InRange(result.GetProperty("Waited").GetDouble(), 300, 5000);
    }
}
