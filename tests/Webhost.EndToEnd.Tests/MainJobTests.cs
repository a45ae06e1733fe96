using System.Net;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Sign up → create → deploy → invoke → see the metrics.</summary>
[Collection(StackCollection.Name)]
public sealed class MainJobTests(StackFixture fixture)
{
    [Fact]
    public async Task A_new_user_gets_from_nothing_to_an_agent_that_answers_and_is_metered()
    {
        using var api = await fixture.NewUserAsync();
        var me = await api.GetAsync<Me>("/v1/me");
        Assert.Equal("free", me.SubscriptionTier);

        var agent = await api.CreateAgentAsync();
        var deployment = await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("context.usage.add({ tokens: 7 }); return `You said: ${request.messages.at(-1).content}`;"));
        Assert.Equal(1, deployment.Version);

        var answer = await api.InvokeAsync(agent.AgentId, "hello");
        Assert.Equal("You said: hello", answer.Output.Text);
        Assert.Equal(deployment.DeploymentId, answer.DeploymentId);
        Assert.Equal(7, answer.Usage.Tokens);
        Assert.NotEmpty(answer.SessionId);

        await Eventually.PassesAsync(async () =>
        {
            var metrics = await api.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics");
            Assert.Equal(1, metrics.Totals.Requests);
            Assert.Equal(7, metrics.Totals.Tokens);
            Assert.Equal(0, metrics.Totals.Errors);
            Assert.True(metrics.Totals.CostEstimated);
        }, "the metrics");
    }

    [Fact]
    public async Task A_streamed_answer_has_its_events_in_order()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return (async function* () { yield 'one '; yield 'two'; })();"));

        var events = await api.StreamAsync(agent.AgentId, "go");

        Assert.Equal("meta", events[0].Event);
        Assert.Equal("usage", events[^2].Event);
        Assert.Equal("done", events[^1].Event);
        Assert.Equal("one two", string.Concat(events.Where(item => item.Event == "delta").Select(item => item.Data.GetProperty("text").GetString())));
    }

    [Fact]
    public async Task A_session_remembers_across_invocations_and_deployments()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var code = AgentArchive.Invoking("const n = ((await context.state.get('n')) ?? 0) + 1; await context.state.set('n', n); return String(n);");
        await api.DeployAsync(agent.AgentId, code);

        var first = await api.InvokeAsync(agent.AgentId, "a");
        Assert.Equal("2", (await api.InvokeAsync(agent.AgentId, "b", first.SessionId)).Output.Text);
        await api.DeployAsync(agent.AgentId, code);
        Assert.Equal("3", (await api.InvokeAsync(agent.AgentId, "c", first.SessionId)).Output.Text);
        Assert.Equal("1", (await api.InvokeAsync(agent.AgentId, "d")).Output.Text);
    }

    [Fact]
    public async Task A_roll_back_is_seen_by_the_next_invocation_and_keeps_the_session()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var first = await api.DeployAsync(agent.AgentId, Version("one"));
        var session = (await api.InvokeAsync(agent.AgentId, "x")).SessionId;
        await api.DeployAsync(agent.AgentId, Version("two"));
        Assert.Equal("two 2", (await api.InvokeAsync(agent.AgentId, "x", session)).Output.Text);

        var rolledBack = await api.PostAsync<RollbackRequest, Deployment>($"/v1/agents/{agent.AgentId}/rollback", new RollbackRequest { DeploymentId = first.DeploymentId });

        Assert.Equal(DeploymentStatus.Active, rolledBack.Status);
        var answer = await api.InvokeAsync(agent.AgentId, "x", session);
        Assert.Equal("one 3", answer.Output.Text);
        Assert.Equal(first.DeploymentId, answer.DeploymentId);

        static byte[] Version(string name) => AgentArchive.Invoking($"const n = ((await context.state.get('n')) ?? 0) + 1; await context.state.set('n', n); return `{name} ${{n}}`;");
    }

    [Fact]
    public async Task An_agent_that_throws_answers_with_a_runtime_error_and_is_listed_under_errors()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("throw new Error('the sky fell');"));

        var error = await ApiClient.ErrorAsync(await api.TryInvokeAsync(agent.AgentId, "x"), HttpStatusCode.BadGateway);

        Assert.Contains("the sky fell", error.Message, StringComparison.Ordinal);
        await Eventually.PassesAsync(async () =>
        {
            var errors = await api.GetAsync<Contracts.Page<InvocationError>>($"/v1/agents/{agent.AgentId}/errors");
            Assert.Equal("runtime", Assert.Single(errors.Items).ErrorClass);
            Assert.Equal(error.TraceId, errors.Items[0].TraceId);
        }, "the error");
    }
}
