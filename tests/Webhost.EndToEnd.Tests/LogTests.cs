using System.Text;
using System.Text.Json;
using Webhost.Contracts;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Sessions;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>What an agent writes can be read, filtered and followed; its sessions can be read and ended.</summary>
[Collection(StackCollection.Name)]
public sealed class LogTests(StackFixture fixture)
{
    [Fact]
    public async Task Lines_of_an_agent_are_found_by_level_trace_and_text()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("context.log.info('quiet line'); console.warn('loud line'); return 'x';"));
        var answer = await api.InvokeAsync(agent.AgentId, "x");

        await Eventually.PassesAsync(async () =>
        {
            var all = await ReadAsync(api, agent.AgentId, string.Empty);
            Assert.Contains(all, line => line.Message.Contains("quiet line", StringComparison.Ordinal) && line.Level == "info");
            Assert.Contains(all, line => line.Message.Contains("loud line", StringComparison.Ordinal) && line.Level == "warn");
        }, "both lines");
        Assert.All(await ReadAsync(api, agent.AgentId, "?level=warn"), line => Assert.Contains("loud", line.Message, StringComparison.Ordinal));
        Assert.NotEmpty(await ReadAsync(api, agent.AgentId, $"?traceId={answer.TraceId}"));
        Assert.Empty(await ReadAsync(api, agent.AgentId, "?text=nosuchtext"));
    }

    [Fact]
    public async Task A_trace_that_the_metadata_names_is_gone_on_with()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("if (request.messages.at(-1).content === 'throw') throw new Error('x'); return context.traceId;"));
        var (mine, other) = ("4bf92f3577b34da6a3ce929d0e0e4736", "0af7651916cd43dd8448eb211c80319c");

        var named = await InvokeAsync("go", mine, header: null);
        var failed = await InvokeAsync("throw", mine, header: null);
        var outranked = await InvokeAsync("go", mine, $"00-{other}-b7ad6b7169203331-01");
        var own = await InvokeAsync("go", "my own 17", header: null);

        Assert.Equal((mine, mine, mine), (Text(named, "output", "text"), Text(named, "traceId"), named.Trace));
        Assert.Equal((mine, mine), (Text(failed, "error", "traceId"), failed.Trace));
        Assert.Equal((other, other, other), (Text(outranked, "output", "text"), Text(outranked, "traceId"), outranked.Trace));
        Assert.Equal(own.Trace, Text(own, "traceId"));

        async Task<(string Body, string Trace)> InvokeAsync(string prompt, string traceId, string? header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/invoke/{agent.AgentId}")
            {
                Content = new StringContent($$$"""{"input":{"prompt":"{{{prompt}}}"},"metadata":{"traceId":"{{{traceId}}}"}}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("traceparent", header);
            using var answer = await api.Http.SendAsync(request);
            return (await answer.Content.ReadAsStringAsync(), answer.Headers.GetValues("traceparent").Single().Split('-')[1]);
        }

        static string Text((string Body, string Trace) answer, params string[] path)
        {
            using var body = JsonDocument.Parse(answer.Body);
            return path.Aggregate(body.RootElement, (at, name) => at.GetProperty(name)).GetString()!;
        }
    }

    [Fact]
    public async Task An_error_names_the_lines_of_the_files_that_were_deployed()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Zip(
            ("agent.config.json", """{"protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "src/index.ts", "env": {"requiredKeys": [], "optionalKeys": []}, "capabilities": {"streaming": true, "tools": false}}"""),
            ("src/index.ts", "import { order } from './orders';\n\nexport default {\n  async invoke() {\n    return order();\n  },\n};\n"),
            ("src/orders.ts", "type Order = { id: string };\n\nexport function order(): string {\n  const orders: Order[] = [];\n  console.warn(new Error('looking'));\n  return orders[3].id;\n}\n")));

        using var answer = await api.TryInvokeAsync(agent.AgentId, "x");

        await Eventually.PassesAsync(async () =>
        {
            var lines = await ReadAsync(api, agent.AgentId, string.Empty);
            Assert.Matches(@"at order \(src/orders\.ts:6\)\s+at .*invoke.* \(src/index\.ts:5\)$", Assert.Single(lines, line => line.Stack is not null).Stack);
            Assert.Contains("(src/orders.ts:5)", Assert.Single(lines, line => line.Level == "warn").Message, StringComparison.Ordinal);
        }, "the error");
    }

    [Fact]
    public async Task Lines_can_be_followed_and_the_stream_resumed()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("context.log.info('line ' + request.messages.at(-1).content); return 'x';"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/{agent.AgentId}/logs") { Headers = { Accept = { new("text/event-stream") } } };
        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        await api.InvokeAsync(agent.AgentId, "one");
        string lastId;
        await using (var stream = await answer.Content.ReadAsStreamAsync())
        {
            await using var events = System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Contains("line one", events.Current.Data, StringComparison.Ordinal);
            lastId = events.Current.EventId!;
        }

        await api.InvokeAsync(agent.AgentId, "two");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/{agent.AgentId}/logs") { Headers = { Accept = { new("text/event-stream") } } };
        again.Headers.Add("Last-Event-ID", lastId);
        using var resumed = await api.Http.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);
        await using var rest = System.Net.ServerSentEvents.SseParser.Create(await resumed.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await rest.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("line two", rest.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_listed_read_and_deleted()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'you said ' + request.messages.at(-1).content;"));
        var session = (await api.InvokeAsync(agent.AgentId, "hello")).SessionId;

        await Eventually.TrueAsync(async () => (await api.GetAsync<Page<SessionSummary>>($"/v1/agents/{agent.AgentId}/sessions")).Items.Any(item => item.SessionId == session), "the session");
        var detail = await api.GetAsync<SessionDetail>($"/v1/agents/{agent.AgentId}/sessions/{session}");
        Assert.Equal(["hello", "you said hello"], detail.Messages.Select(message => message.Content));

        Assert.True((await api.Http.DeleteAsync($"/v1/agents/{agent.AgentId}/sessions/{session}")).IsSuccessStatusCode);
        await ApiClient.ErrorAsync(await api.Http.GetAsync($"/v1/agents/{agent.AgentId}/sessions/{session}"), System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_session_that_was_used_last_is_listed_first_page_by_page()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'hello';"));
        foreach (var session in new[] { "first", "second", "third", "first" })
        {
            await api.InvokeAsync(agent.AgentId, "hello", session);
        }

        var path = $"/v1/agents/{agent.AgentId}/sessions?limit=2";
        await Eventually.TrueAsync(async () => (await api.GetAsync<Page<SessionSummary>>(path)).Items is [{ SessionId: "first", Invocations: 2 }, { SessionId: "third" }], "the session that was used last");
        var rest = await api.GetAsync<Page<SessionSummary>>($"{path}&cursor={(await api.GetAsync<Page<SessionSummary>>(path)).NextCursor}");
        Assert.Equal("second", Assert.Single(rest.Items).SessionId);
        Assert.Null(rest.NextCursor);
    }

    private static async Task<IReadOnlyList<LogLine>> ReadAsync(ApiClient api, string agentId, string query) =>
        (await api.GetAsync<Page<LogLine>>($"/v1/agents/{agentId}/logs{query}")).Items;
}
