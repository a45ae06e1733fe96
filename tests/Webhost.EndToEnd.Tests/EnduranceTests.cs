using System.Net;
using System.Text;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Limits;
using Webhost.Contracts.Metrics;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>What must outlive a stop, a crash, and a spent plan: each with a stack of its own.</summary>
public sealed class EnduranceTests
{
    [Fact]
    public async Task Agents_sessions_and_metrics_are_there_again_after_a_stop_and_after_a_crash()
    {
        await using var stack = await LocalStack.StartAsync();
        using var before = await stack.SignInAsync("ada");
        var agent = await before.CreateAgentAsync();
        await before.DeployAsync(agent.AgentId, AgentArchive.Invoking("const n = ((await context.state.get('n')) ?? 0) + 1; await context.state.set('n', n); return String(n);"));
        var session = (await before.InvokeAsync(agent.AgentId, "x")).SessionId;
        await Eventually.TrueAsync(async () => (await before.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics")).Totals.Requests == 1, "the metrics");

        await stack.RestartAsync();
        using var after = await stack.SignInAsync("ada");
        Assert.Equal(agent.AgentId, Assert.Single((await after.GetAsync<Page<Agent>>("/v1/agents")).Items).AgentId);
        Assert.Equal("2", (await after.InvokeAsync(agent.AgentId, "x", session)).Output.Text);
        Assert.True((await after.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics")).Totals.Requests >= 1);
        var endless = await after.CreateAgentAsync("endless");
        await after.DeployAsync(endless.AgentId, AgentArchive.Invoking("await new Promise((resolve) => setTimeout(resolve, 100_000)); return 'late';"));
        var accepted = await after.InvokeLaterAsync(endless.AgentId, "x");
        await Eventually.TrueAsync(async () => (await after.GetAsync<AsyncInvocation>(accepted.StatusUrl)).Status == AsyncInvocationStatus.Running, "the call");

        await stack.CrashAndRestartAsync();
        using var last = await stack.SignInAsync("ada");
        Assert.Equal("3", (await last.InvokeAsync(agent.AgentId, "x", session)).Output.Text);

        // Nobody knows what the agent did meanwhile: it is not called again, and its caller is told.
        var ended = await last.EndOfAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.RuntimeError), (ended.Status, ended.Error!.Code));
        Assert.Equal(1, (await last.GetAsync<AgentMetrics>($"/v1/agents/{endless.AgentId}/metrics")).Totals.Requests);
    }

    [Fact]
    public async Task A_stream_that_runs_at_a_stop_is_cut_off_in_time_and_what_it_used_is_counted()
    {
        await using var stack = await LocalStack.StartAsync();
        using var before = await stack.SignInAsync("ada");
        var agent = await before.CreateAgentAsync();
        await before.DeployAsync(agent.AgentId, AgentArchive.Invoking("return (async function* () { for (;;) { yield 'tick '; await new Promise((resolve) => setTimeout(resolve, 50)); } })();"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/invoke/{agent.AgentId}") { Content = new StringContent("""{"input":{"prompt":"x"}}""", Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await before.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await events.ReadLineAsync() is not "event: delta")
        {
            // Until the agent runs.
        }

        await stack.StopAsync();
        var said = stack.Output;
        await stack.StartAgainAsync();

        Assert.DoesNotContain("is killed", said, StringComparison.Ordinal);
        using var after = await stack.SignInAsync("ada");
        var limits = (await after.GetAsync<LimitsView>("/v1/limits")).Limits;
        Assert.Equal(1, limits.Single(limit => limit.Name == "requestsPerMonth").Used);
        Assert.True(limits.Single(limit => limit.Name == "computeMsPerMonth").Used >= 900, "The time of draining was not counted.");
    }

    [Fact]
    public async Task A_spent_plan_refuses_with_what_is_used_and_when_it_resets_and_whoever_runs_it_sees_that()
    {
        await using var collector = await OpenTelemetryCollector.StartAsync();
        await using var stack = await LocalStack.StartAsync(new Dictionary<string, string>(collector.Settings, StringComparer.Ordinal)
        {
            ["Plans__free__requestsPerMonth"] = "3",
            ["Plans__free__agents"] = "1",
        });
        using var api = await stack.SignInAsync("grace");
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.TryInvokeAsync(agent.AgentId, "x")));

        Assert.Equal(3, answers.Count(answer => answer.IsSuccessStatusCode));
        var error = await ApiClient.ErrorAsync(answers.First(answer => !answer.IsSuccessStatusCode), HttpStatusCode.PaymentRequired);
        Assert.Equal(ErrorCode.LimitExceeded, error.Code);
        Assert.Equal("requestsPerMonth", error.Limit!.Name);
        Assert.Equal(3, error.Limit.Allowed);
        Assert.NotNull(error.Limit.ResetsAt);
        var second = await api.SendAsync(HttpMethod.Post, "/v1/agents", new CreateAgentRequest { Name = "second" });
        Assert.Equal("agents", (await ApiClient.ErrorAsync(second, HttpStatusCode.PaymentRequired)).Limit!.Name);
        await collector.SeenAsync("/v1/traces", "webhost-control-plane", "InvokeAgent");
        await collector.SeenAsync("/v1/metrics", "webhost.invocation.duration", "cloudflare");
        await collector.SeenAsync("/v1/metrics", "webhost.invocation.refused", "LimitExceeded");
    }
}
