using System.Net;
using System.Text.Json;
using Webhost.Contracts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Metrics;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Invocations that nobody waits for: accepted, polled, followed, cancelled; and what becomes of them when the control plane dies.</summary>
[Collection(StackCollection.Name)]
public sealed class AsyncInvocationTests(StackFixture fixture)
{
    private const string Slow = "const count = Number(request.messages.at(-1).content); return (async function* () { for (let i = 0; i < count; i++) { yield `${i} `; await new Promise((resolve) => setTimeout(resolve, 300)); } })();";

    [Fact]
    public async Task It_is_answered_at_once_and_its_answer_fetched_followed_and_resumed_later()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking(Slow));

        using var answer = await api.TryInvokeLaterAsync(agent.AgentId, "6");
        var accepted = await ApiClient.ReadAsync<AsyncInvocationAccepted>(answer);
        var whole = await FollowAsync(api, accepted, after: null);
        var ended = await api.EndOfAsync(accepted);

        Assert.Equal((HttpStatusCode.Accepted, accepted.StatusUrl), (answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal(["respond-async"], answer.Headers.GetValues("Preference-Applied"));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal((AsyncInvocationStatus.Succeeded, "0 1 2 3 4 5 ", accepted.SessionId), (ended.Status, ended.Output!.Text, ended.SessionId));
        Assert.Equal(["meta", "usage", "done"], whole.Select(item => item.Event).Where(name => name is not "delta"));
        Assert.True(whole.Count(item => item.Event is "delta") > 1, "All text came at once.");
        Assert.Equal(ended.Output.Text, TextOf(whole));
        var resumed = await FollowAsync(api, accepted, whole[2].Id);
        Assert.Equal(whole.Skip(3), resumed);
        Assert.Equal([accepted.InvocationId], (await api.GetAsync<Page<AsyncInvocation>>($"/v1/agents/{agent.AgentId}/invocations")).Items.Select(item => item.InvocationId));
        await Eventually.TrueAsync(async () => (await api.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics")).Totals.Requests == 1, "its metrics");
    }

    [Fact]
    public async Task What_an_agent_nests_deeply_is_given_whole_now_and_later()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("let data = 'bottom'; for (let i = 0; i < 58; i++) data = { data }; return { text: 'x', data };"));

        var now = (await api.InvokeAsync(agent.AgentId, "x")).Output.Data!.Value;
        var later = (await api.EndOfAsync(await api.InvokeLaterAsync(agent.AgentId, "x"))).Output!.Data!.Value;

        Assert.Equal((58, 58), (Depth(now), Depth(later)));

        static int Depth(JsonElement element) => element.ValueKind is JsonValueKind.Object ? 1 + Depth(element.GetProperty("data")) : 0;
    }

    [Fact]
    public async Task Sent_again_with_its_key_it_is_the_same_one()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        using var first = await api.TryInvokeLaterAsync(agent.AgentId, "1", idempotencyKey: "k1");
        using var second = await api.TryInvokeLaterAsync(agent.AgentId, "1", idempotencyKey: "k1");

        var accepted = await ApiClient.ReadAsync<AsyncInvocationAccepted>(first);
        Assert.Equal(accepted, await ApiClient.ReadAsync<AsyncInvocationAccepted>(second));
        Assert.Equal((HttpStatusCode.Accepted, "respond-async"), (second.StatusCode, second.Headers.GetValues("Preference-Applied").Single()));
        await api.EndOfAsync(accepted);
        Assert.Single((await api.GetAsync<Page<AsyncInvocation>>($"/v1/agents/{agent.AgentId}/invocations")).Items);
    }

    [Fact]
    public async Task A_key_that_may_invoke_sends_reads_and_cancels_but_lists_nothing()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking(Slow));
        var key = await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "caller", Scopes = ["invoke"], AgentId = agent.AgentId });
        using var caller = api.With(key.Key);

        var accepted = await caller.InvokeLaterAsync(agent.AgentId, "1000");
        await Eventually.TrueAsync(async () => (await caller.GetAsync<AsyncInvocation>(accepted.StatusUrl)).Status == AsyncInvocationStatus.Running, "the call");
        var refused = await ApiClient.ErrorAsync(await caller.Http.GetAsync($"/v1/agents/{agent.AgentId}/invocations"), HttpStatusCode.Forbidden);
        using var cancelled = await caller.Http.PostAsync($"{accepted.StatusUrl}/cancel", content: null);
        var ended = await caller.EndOfAsync(accepted);

        Assert.Equal(ErrorCode.Unauthorized, refused.Code);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal((AsyncInvocationStatus.Cancelled, null), (ended.Status, ended.Error));
    }

    [Fact]
    public async Task What_would_be_refused_is_refused_at_once()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var undeployed = await ApiClient.ErrorAsync(await api.TryInvokeLaterAsync(agent.AgentId, "1"), HttpStatusCode.Conflict);
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        var hasty = await ApiClient.ErrorAsync(
            await api.SendAsync(HttpMethod.Post, $"/v1/invoke/{agent.AgentId}", new InvokeRequest { Input = new InvokeInput { Prompt = "x" }, Webhook = new InvocationWebhook { Url = "https://example.com/x" } }),
            HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCode.Conflict, undeployed.Code);
        Assert.Contains("Prefer: respond-async", hasty.Message, StringComparison.Ordinal);
        Assert.Empty((await api.GetAsync<Page<AsyncInvocation>>($"/v1/agents/{agent.AgentId}/invocations")).Items);
    }

    private static async Task<List<(string? Id, string Event, string Data)>> FollowAsync(ApiClient api, AsyncInvocationAccepted accepted, string? after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{accepted.StatusUrl}/events");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        return [.. (await api.EventsAsync(request)).Select(item => (item.EventId, item.EventType, item.Data))];
    }

    private static string TextOf(List<(string? Id, string Event, string Data)> events) =>
        string.Concat(events.Where(item => item.Event is "delta").Select(item => JsonDocument.Parse(item.Data).RootElement.GetProperty("text").GetString()));
}
