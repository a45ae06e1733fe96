using System.Security.Cryptography;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Conformance.Tests;

/// <summary>What every runtime must do alike (runtime provider interface §4, §5, §11). A new runtime adds a fixture and a class that names it.</summary>
public abstract class RuntimeConformance<TRuntime>(TRuntime runtime) : IClassFixture<TRuntime>
    where TRuntime : RuntimeFixture
{
    private IRuntimeProvider Provider => runtime.Provider;

    [Fact]
    public async Task A_deployment_answers()
    {
        await using var agent = new TestAgent(runtime);

        await agent.DeployAsync();

        Assert.Equal("hello", await agent.AskAsync("echo hello"));
    }

    [Fact]
    public async Task The_same_source_is_built_to_the_same_bytes()
    {
        await using var agent = new TestAgent(runtime);

        var (one, other) = (await agent.BuildAsync(), await agent.BuildAsync());

        Assert.Equal(await HashAsync(one), await HashAsync(other));
        Assert.Equal(one.BuildFacts, other.BuildFacts);
    }

    [Fact]
    public async Task Deploying_the_same_deployment_again_changes_nothing()
    {
        await using var agent = new TestAgent(runtime);
        var input = await agent.DeployAsync();
        Assert.Equal("first 1", await agent.AskAsync("count", "session"));
        var before = agent.Reference;

        var again = await Provider.DeployAsync(input with { Previous = null }, CancellationToken.None);

        Assert.Equal(before.Values, again.Value.Values);
        Assert.Equal("first 2", await agent.AskAsync("count", "session"));
    }

    [Fact]
    public async Task A_new_deployment_takes_over_and_an_earlier_one_can_be_made_to_serve_again()
    {
        await using var agent = new TestAgent(runtime);
        var first = await agent.DeployAsync();
        await agent.DeployAsync("second");
        Assert.Equal("second 1", await agent.AskAsync("count"));

        await agent.ActivateAsync(first);

        Assert.Equal("first 1", await agent.AskAsync("count"));
        Assert.Equal(first.DeploymentId, agent.Reference["deploymentId"]);
    }

    [Fact]
    public async Task Removing_deployments_that_never_served_leaves_what_serves_and_may_be_repeated()
    {
        await using var agent = new TestAgent(runtime);
        var first = await agent.DeployAsync();
        var never = await agent.DeployAsync("second");
        await agent.ActivateAsync(first);

        foreach (var _ in (int[])[1, 2])
        {
            Assert.True((await Provider.RemoveDeploymentsAsync(first.Agent, [never.DeploymentId, "dep_unknown"], CancellationToken.None)).Succeeded);
        }

        Assert.Equal("first 1", await agent.AskAsync("count"));
    }

    [Fact]
    public async Task Sessions_remember_and_are_kept_apart()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();

        Assert.Equal("first 1", await agent.AskAsync("count", "a"));
        Assert.Equal("first 2", await agent.AskAsync("count", "a"));
        Assert.Equal("first 1", await agent.AskAsync("count", "b"));
        Assert.Equal("first 1", await agent.AskAsync("count"));
    }

    [Fact]
    public async Task A_session_that_was_deleted_is_forgotten_and_deleting_may_be_repeated()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();
        Assert.Equal("first 1", await agent.AskAsync("count", "a"));
        var input = agent.Input("count", "a");

        Assert.True((await Provider.DeleteSessionAsync(agent.Reference, input.InvokeSecret, "a", CancellationToken.None)).Succeeded);
        Assert.True((await Provider.DeleteSessionAsync(agent.Reference, input.InvokeSecret, "a", CancellationToken.None)).Succeeded);

        Assert.Equal("first 1", await agent.AskAsync("count", "a"));
    }

    [Fact]
    public async Task A_stream_has_its_texts_in_order_then_its_usage_then_its_end()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();

        var events = await CollectAsync(agent, "stream");

        Assert.Equal("one two three", string.Concat(events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text)));
        Assert.True(events.OfType<RuntimeEvent.Delta>().Count() > 1);
        Assert.All(events.Take(events.Count - 2), item => Assert.IsType<RuntimeEvent.Delta>(item));
        Assert.IsType<RuntimeEvent.UsageReported>(events[^2]);
        Assert.IsType<RuntimeEvent.Completed>(events[^1]);
    }

    [Fact]
    public async Task A_failing_agent_is_a_runtime_error_that_is_not_to_be_repeated()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();

        var answer = await Provider.InvokeAsync(agent.Input("fail"), CancellationToken.None);
        var events = await CollectAsync(agent, "fail");

        var failure = Assert.IsType<Failure.RuntimeError>(answer.Failure);
        Assert.False(failure.Retryable);
        Assert.IsType<Failure.RuntimeError>(Assert.IsType<RuntimeEvent.Failed>(events[^1]).Failure);
        Assert.Equal("still here", await agent.AskAsync("echo still here"));
    }

    [Fact]
    public async Task An_agent_that_takes_too_long_is_timed_out()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();
        await agent.AskAsync("echo warm", "session");

        var answer = await Provider.InvokeAsync(agent.Input("slow", "session") with { Timeout = TimeSpan.FromSeconds(1) }, CancellationToken.None);

        var failure = Assert.IsType<Failure.RuntimeError>(answer.Failure);
        // It ran: who sends it again may have it done twice.
        Assert.Equal((true, false, "limit"), (failure.TimedOut, failure.Retryable, failure.ErrorClass));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_kept()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Provider.InvokeAsync(agent.Input("slow"), cancellation.Token));

        Assert.Equal("still here", await agent.AskAsync("echo still here"));
    }

    [Fact]
    public async Task Secrets_reach_the_agent_and_changed_ones_too()
    {
        await using var agent = new TestAgent(runtime);
        agent.Secrets["KEY"] = "first-value";
        var input = await agent.DeployAsync();
        Assert.Equal("first-value", await agent.AskAsync("secret"));

        agent.Secrets["KEY"] = "second-value";
        await agent.ActivateAsync(input);
        Assert.Equal("second-value", await agent.AskAsync("secret"));

        agent.Secrets.Remove("KEY");
        await agent.ActivateAsync(input);
        Assert.Equal("none", await agent.AskAsync("secret"));
    }

    [Fact]
    public async Task What_was_used_is_known()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();
        var input = agent.Input("usage");

        var answer = await Provider.InvokeAsync(input, CancellationToken.None);

        Assert.Equal((7L, 2), (answer.Value.Usage!.Tokens, answer.Value.Usage.ToolCalls));
        if (Provider.Capabilities.ReportsTelemetry)
        {
            await runtime.ReportedAsync(input.InvocationId);
        }
    }

    [Fact]
    public async Task A_plan_without_the_runtime_neither_deploys_nor_invokes()
    {
        await using var agent = new TestAgent(runtime);
        var refused = await Provider.DeployAsync(await agent.BuildAsync() with { Entitled = false }, CancellationToken.None);
        await agent.DeployAsync();

        var answer = await Provider.InvokeAsync(agent.Input("echo hello") with { Limits = agent.Input("echo hello").Limits with { Entitled = false } }, CancellationToken.None);

        Assert.IsType<Failure.Denied>(refused.Failure);
        Assert.IsType<Failure.Denied>(answer.Failure);
    }

    [Fact]
    public async Task An_agent_that_was_removed_is_gone_and_removing_may_be_repeated()
    {
        await using var agent = new TestAgent(runtime);
        await agent.DeployAsync();
        await agent.AskAsync("echo hello");

        Assert.True((await Provider.RemoveAgentAsync(agent.Agent, CancellationToken.None)).Succeeded);
        Assert.True((await Provider.RemoveAgentAsync(agent.Agent, CancellationToken.None)).Succeeded);

        var answer = await Provider.InvokeAsync(agent.Input("echo hello"), CancellationToken.None);
        Assert.IsType<Failure.NotFound>(answer.Failure);
    }

    [Fact]
    public async Task Agents_of_others_are_apart()
    {
        await using var one = new TestAgent(runtime);
        await using var other = new TestAgent(runtime);
        one.Secrets["KEY"] = "of-one";
        await one.DeployAsync("one");
        await other.DeployAsync("other");

        Assert.Equal("one 1", await one.AskAsync("count", "same"));
        Assert.Equal("other 1", await other.AskAsync("count", "same"));
        Assert.Equal("none", await other.AskAsync("secret", "same"));
    }

    [Fact]
    public async Task The_health_check_needs_no_agent() => Assert.True((await Provider.HealthcheckAsync(CancellationToken.None)).Succeeded);

    [Fact]
    public void Cost_is_a_function_of_use()
    {
        var usage = new UsageQuantities { At = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Requests = 1_000_000, ComputeMs = 3_600_000, Tokens = 5, ToolCalls = 2 };

        Assert.True(Provider.EstimateCost(usage) > 0);
        Assert.Equal(Provider.EstimateCost(usage), Provider.EstimateCost(usage));
        Assert.Equal(0, Provider.EstimateCost(new UsageQuantities { At = usage.At, Requests = 0, ComputeMs = 0 }));
    }

    [Fact]
    public void Limits_are_told()
    {
        var capabilities = Provider.Capabilities;

        Assert.All(
            [capabilities.DeploymentDeadline, capabilities.MaximumInvocation, capabilities.SessionTimeToLive],
            time => Assert.True(time > TimeSpan.Zero));
        Assert.True(capabilities.MaximumArtifactBytes > 0 && capabilities.MaximumUnpackedBytes >= capabilities.MaximumArtifactBytes && capabilities.MaximumVariables > 0 && capabilities.MaximumVariableBytes > 0);
    }

    private async Task<List<RuntimeEvent>> CollectAsync(TestAgent agent, string prompt)
    {
        var events = new List<RuntimeEvent>();
        await foreach (var item in Provider.InvokeStreamingAsync(agent.Input(prompt), CancellationToken.None))
        {
            events.Add(item);
        }

        return events;
    }

    private static async Task<string> HashAsync(DeployInput input)
    {
        await using var archive = await input.OpenArchiveAsync(CancellationToken.None);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(archive));
    }
}
