using Webhost.Core.Providers;

namespace Webhost.Providers.Conformance.Tests.AgentCore;

/// <summary>The sample <c>long-task</c> does through the adapter what its README says.</summary>
public sealed class LongTaskTests(LongTaskRuntime runtime) : IClassFixture<LongTaskRuntime>
{
    private static readonly TimeSpan BeyondIdle = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task Work_goes_on_between_calls_and_keeps_its_session_alive_and_watching_it_ends_by_itself()
    {
        await using var agent = await DeployAsync(steps: "100000000", stepSeconds: "0.01", watchSeconds: "0.2");

        var started = await agent.AskAsync("Please start the work", "job");
        await runtime.PassAsync(BeyondIdle);
        var status = await agent.AskAsync("How far is it?", "job");
        var watched = await WatchAsync(agent);

        Assert.StartsWith("Started 100000000 steps", started, StringComparison.Ordinal);
        Assert.StartsWith("working, step ", status, StringComparison.Ordinal);
        Assert.EndsWith("watch again to see more\n", watched, StringComparison.Ordinal);
        Assert.StartsWith("working, step ", await agent.AskAsync("status", "job"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_tells_when_the_work_is_done_and_its_session_idles_then()
    {
        await using var agent = await DeployAsync(steps: "3", stepSeconds: "0.01", watchSeconds: "60");

        await agent.AskAsync("start", "job");
        var watched = await WatchAsync(agent);
        await runtime.PassAsync(BeyondIdle);

        Assert.EndsWith("done, step 3 of 3\n", watched, StringComparison.Ordinal);
        Assert.Equal(0, await runtime.SessionsAsync());
    }

    [Fact]
    public async Task A_watch_that_is_left_in_its_midst_ends_the_work()
    {
        await using var agent = await DeployAsync(steps: "100000000", stepSeconds: "0.01", watchSeconds: "60");
        await agent.AskAsync("start", "job");

        await foreach (var item in runtime.Provider.InvokeStreamingAsync(agent.Input("watch", "job"), CancellationToken.None))
        {
            Assert.IsType<RuntimeEvent.Delta>(item);
            break;
        }

        await Eventually.TrueAsync(async () => await runtime.SessionsAsync() == 0, "the end of the session");
        Assert.Equal("idle, step 0 of 100000000", await agent.AskAsync("status", "job"));
    }

    private async Task<TestAgent> DeployAsync(string steps, string stepSeconds, string watchSeconds)
    {
        var agent = new TestAgent(runtime);
        await agent.DeployAsync(plain: new Dictionary<string, string>(StringComparer.Ordinal) { ["STEPS"] = steps, ["STEP_SECONDS"] = stepSeconds, ["WATCH_SECONDS"] = watchSeconds });

        // The session in which the deployment was started once.
        await Eventually.TrueAsync(async () => await runtime.SessionsAsync() == 0, "the end of the look whether it starts");
        return agent;
    }

    private async Task<string> WatchAsync(TestAgent agent)
    {
        List<RuntimeEvent> events = [];
        await foreach (var item in runtime.Provider.InvokeStreamingAsync(agent.Input("watch", "job"), CancellationToken.None))
        {
            events.Add(item);
        }

        Assert.IsType<RuntimeEvent.Completed>(events[^1]);
        return string.Concat(events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
    }
}
