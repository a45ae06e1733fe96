using System.Net;
using System.Text.Json;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Invocation;

public sealed class AgentInvokerTests
{
    [Fact]
    public async Task An_agent_is_sent_the_prompt_the_conversation_and_the_trace()
    {
        await using var runtime = new TestRuntime();
        HttpRequestMessage? sent = null;
        runtime.Aws.Invoke = (request, _) =>
        {
            sent = request;
            return Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "{\"result\":\"hello\"}"));
        };

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal("hello", answer.Value.Text);
        var body = JsonDocument.Parse(runtime.Aws.Calls.Last().Body).RootElement;
        Assert.Equal(("hi", "inv_1", 3), (body.GetProperty("prompt").GetString(), body.GetProperty("invocationId").GetString(), body.GetProperty("messages").GetArrayLength()));
        Assert.Equal("hi", body.GetProperty("message").GetString());
        Assert.Equal(("hi", 3), (body.GetProperty("input").GetProperty("prompt").GetString(), body.GetProperty("input").GetProperty("messages").GetArrayLength()));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", sent!.Headers.GetValues("traceparent").Single());
        Assert.Equal("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1", sent.Headers.GetValues("X-Amzn-Trace-Id").Single());
        Assert.Contains("qualifier=live", sent.RequestUri!.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vendor=1,other=2", "vendor=1,other=2")]
    [InlineData("vendor=ü", null)]
    [InlineData(null, null)]
    public async Task What_the_callers_trace_says_besides_is_passed_on(string? state, string? passed)
    {
        await using var runtime = new TestRuntime();
        string? sent = null;
        runtime.Aws.Invoke = (request, _) =>
        {
            sent = request.Headers.TryGetValues("tracestate", out var values) ? string.Join(',', values) : null;
            return Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "\"hello\""));
        };

        await runtime.Provider.InvokeAsync(TestRuntime.Invocation() with { TraceState = state }, CancellationToken.None);

        Assert.Equal(passed, sent);
    }

    [Fact]
    public async Task A_session_has_an_id_that_AWS_takes_and_that_is_the_same_each_time()
    {
        await using var runtime = new TestRuntime();
        var sessions = new List<string>();
        runtime.Aws.Invoke = (request, _) =>
        {
            sessions.Add(request.Headers.GetValues("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id").Single());
            return Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "\"hello\""));
        };

        foreach (var session in (string[])["s", "s", "t", new string('x', 128)])
        {
            await runtime.Provider.InvokeAsync(TestRuntime.Invocation(session), CancellationToken.None);
        }

        Assert.Equal(sessions[0], sessions[1]);
        Assert.Equal(3, sessions.Distinct(StringComparer.Ordinal).Count());
        Assert.All(sessions, session => Assert.InRange(session.Length, 33, 100));
        Assert.All(sessions, session => Assert.Matches("^[a-zA-Z0-9][a-zA-Z0-9_-]*$", session));
    }

    [Theory]
    [InlineData("\"hello\"", "hello")]
    [InlineData("{\"result\":\"hello\"}", "hello")]
    [InlineData("{\"text\":\"hello\",\"usage\":{}}", "hello")]
    [InlineData("{\"output\":{\"text\":\"hello\"}}", "hello")]
    [InlineData("{\"result\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hel\"},{\"text\":\"lo\"}]}}", "hello")]
    [InlineData("{\"message\":{\"content\":\"hello\"}}", "hello")]
    [InlineData("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hello\"}]},\"timestamp\":\"2026-11-29T00:00:00\",\"model\":\"strands-agent\"}}", "hello")]
    [InlineData("{\"output\":{\"message\":\"hello\"}}", "hello")]
    [InlineData("{\"messages\":[{\"type\":\"human\",\"content\":\"hi\"},{\"type\":\"ai\",\"content\":\"hello\"}]}", "hello")]
    [InlineData("{\"result\":\"hello\",\"error\":\"\"}", "hello")]
    [InlineData("{\"result\":\"hello\",\"error\":[]}", "hello")]
    [InlineData("{\"result\":\"hello\",\"error\":{}}", "hello")]
    [InlineData("{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hello\"}},{\"message\":{\"content\":\"or this\"}}]}", "hello")]
    [InlineData("{\"object\":\"response\",\"text\":{\"format\":{\"type\":\"text\"}},\"output\":[{\"type\":\"reasoning\",\"content\":[{\"text\":\"A greeting.\"}]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hello\"}]}]}", "hello")]
    [InlineData("[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"greet\"}}]}},{\"content\":{\"parts\":[{\"text\":\"A greeting.\",\"thought\":true},{\"text\":\"hello\"}],\"role\":\"model\"}}]", "hello")]
    [InlineData("\uFEFF{\"result\":\"hello\"}", "hello")]
    [InlineData("{\"count\":3}", "{\"count\":3}")]
    [InlineData("just text", "just text")]
    public async Task The_text_is_found_in_any_of_the_usual_forms(string body, string text)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, body));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(text, answer.Value.Text);
    }

    [Theory]
    [InlineData("{\"tokens\":7,\"toolCalls\":2,\"browserInteractions\":3,\"sessionDurationMs\":500}", 7, 2, 3)]
    [InlineData("{\"input_tokens\":5,\"output_tokens\":2,\"tool_invocations\":1}", 7, 1, 0)]
    [InlineData("{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7}", 7, null, 0)]
    [InlineData("{\"prompt_tokens\":4,\"completion_tokens\":3}", 7, null, 0)]
    public async Task Usage_is_read_by_the_names_that_frameworks_give(string usage, int tokens, int? tools, int browser)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, $"{{\"result\":\"hello\",\"usage\":{usage}}}"));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal((tokens, tools, browser), ((int)answer.Value.Usage!.Tokens!, answer.Value.Usage.ToolCalls, (int)answer.Value.Counters!.BrowserInteractions));
    }

    [Fact]
    public async Task Counts_that_can_not_be_are_left_out()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "{\"result\":\"hello\",\"usage\":{\"tokens\":-5,\"toolCalls\":\"many\"}}"));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Null(answer.Value.Usage);
    }

    [Theory]
    [InlineData("data: \"hel\"\n\ndata: \"lo\"\n\n")]
    [InlineData("data: {\"data\":\"hel\"}\n\ndata: {\"data\":\"lo\"}\n\ndata: {\"result\":\"hello\"}\n\n")]
    [InlineData("data: {\"event\":{\"contentBlockDelta\":{\"delta\":{\"text\":\"hel\"}}}}\n\ndata: {\"data\":\"hel\",\"delta\":{\"text\":\"hel\"}}\n\ndata: {\"event\":{\"contentBlockDelta\":{\"delta\":{\"text\":\"lo\"}}}}\n\ndata: {\"message\":{\"content\":[{\"text\":\"hello\"}]}}\n\n")]
    [InlineData("event: delta\ndata: {\"text\":\"hel\"}\n\nevent: delta\ndata: {\"text\":\"lo\"}\n\nevent: done\ndata: {}\n\n")]
    [InlineData("data: {\"type\":\"chunk\",\"text\":\"hel\"}\n\ndata: {\"type\":\"chunk\",\"text\":\"lo\"}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"text\":\"hel\",\"choices\":[\"yes\",\"no\"]}\n\ndata: {\"text\":\"lo\",\"choices\":[]}\n\n")]
    [InlineData("data: \"hel\"\n\ndata: \"lo\"")]
    [InlineData("data: {\"text\":\"hel\"}\n\ndata: {\"text\":\"lo\"}\n")]
    [InlineData("data: {\"text\":\"hel\"}\n\ndata: {\"text\":\"lo\"}\n\ndata: {\"text\":\"cut o")]
    public async Task A_stream_is_passed_on_in_any_of_the_usual_forms(string stream)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal(["hel", "lo"], events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
        Assert.IsType<RuntimeEvent.Completed>(events[^1]);
    }

    [Fact]
    public async Task A_stream_of_Strands_own_events_that_begins_with_reasoning_and_a_tool_is_its_text_and_nothing_that_Python_printed()
    {
        const string stream = """
            data: {"init_event_loop": true}

            data: {"start": true}

            data: {"start_event_loop": true}

            data: {"event": {"messageStart": {"role": "assistant"}}}

            data: {"event": {"contentBlockDelta": {"delta": {"reasoningContent": {"text": "A sum."}}, "contentBlockIndex": 0}}}

            data: "{'reasoningText': 'A sum.', 'delta': {'reasoningContent': {'text': 'A sum.'}}, 'reasoning': True, 'agent': <strands.agent.agent.Agent object at 0x7f3a>}"

            data: {"event": {"contentBlockStart": {"start": {"toolUse": {"toolUseId": "t1", "name": "calculator"}}}}}

            data: {"event": {"contentBlockDelta": {"delta": {"toolUse": {"input": "{\"sum\": "}}}}}

            data: "{'delta': {'toolUse': {'input': '{\"sum\": '}}, 'current_tool_use': {'toolUseId': 't1'}, 'agent': <strands.agent.agent.Agent object at 0x7f3a>}"

            data: {"event": {"messageStop": {"stopReason": "tool_use"}}}

            data: {"event": {"metadata": {"usage": {"inputTokens": 3, "outputTokens": 1, "totalTokens": 4}}}}

            data: {"message": {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "calculator", "input": {"sum": "1 + 1"}}}]}}

            data: {"message": {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "status": "success", "content": [{"text": "2"}]}}]}}

            data: {"event": {"contentBlockDelta": {"delta": {"text": "hel"}, "contentBlockIndex": 0}}}

            data: "{'data': 'hel', 'delta': {'text': 'hel'}, 'agent': <strands.agent.agent.Agent object at 0x7f3a>}"

            data: {"event": {"contentBlockDelta": {"delta": {"text": "lo"}, "contentBlockIndex": 0}}}

            data: {"event": {"metadata": {"usage": {"inputTokens": 5, "outputTokens": 2, "totalTokens": 7}}}}

            data: {"message": {"role": "assistant", "content": [{"text": "hello"}]}}

            data: {"result": {"stop_reason": "end_turn", "message": {"role": "assistant", "content": [{"text": "hello"}]}}}


            """;
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());
        var whole = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(["hel", "lo"], events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
        Assert.Equal(11, events.OfType<RuntimeEvent.UsageReported>().Single().Usage.Tokens);
        Assert.Equal("hello", whole.Value.Text);
    }

    [Theory]
    [InlineData("data: {\"event\":{\"messageStart\":{\"role\":\"assistant\"}}}\n\ndata: \"hel\"\n\ndata: \"lo\"\n\n")]
    [InlineData("data: {\"event\":{\"name\":\"search\"}}\n\ndata: {\"text\":\"hel\"}\n\ndata: {\"text\":\"lo\"}\n\n")]
    [InlineData("data: \"{'init_event_loop': True, 'agent': <Agent>}\"\n\ndata: {\"contentBlockIndex\":0}\n\ndata: \"hel\"\n\ndata: \"lo\"\n\n")]
    [InlineData("data: {\"multi_agent_node_stream\":true,\"node_id\":\"a\",\"event\":{\"event\":{\"contentBlockDelta\":{\"delta\":{\"text\":\"hel\"}}}}}\n\ndata: {\"multi_agent_node_stream\":true,\"node_id\":\"b\",\"event\":{\"event\":{\"contentBlockDelta\":{\"delta\":{\"text\":\"lo\"}}}}}\n\n")]
    [InlineData("data: [{\"content\":\"\",\"type\":\"AIMessageChunk\"},{\"langgraph_node\":\"agent\"}]\n\ndata: [{\"content\":\"hel\",\"type\":\"AIMessageChunk\"},{}]\n\ndata: [{\"content\":\"2\",\"type\":\"tool\"},{}]\n\ndata: [{\"content\":[{\"type\":\"text\",\"text\":\"lo\"}],\"type\":\"AIMessageChunk\"},{}]\n\n")]
    public async Task Frameworks_other_events_do_not_hide_the_text(string stream)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal(["hel", "lo"], events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
    }

    [Theory]
    [InlineData("{\"agent\":{\"messages\":[{\"type\":\"ai\",\"content\":\"It is 2.\"}]}}", "It is 2.")]
    [InlineData("{\"messages\":[{\"type\":\"human\",\"content\":\"1 + 1?\"},{\"type\":\"ai\",\"content\":[{\"type\":\"text\",\"text\":\"It is 2.\"}]}]}", "It is 2.")]
    [InlineData("{\"event\":{\"sum\":2}}", "{\"event\":{\"sum\":2}}")]
    [InlineData("[{\"sum\":2}]", "[{\"sum\":2}]")]
    public async Task A_stream_without_a_text_in_any_known_form_is_answered_with_its_last_event(string last, string text)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events($"data: {{\"tools\":{{\"step\":1}}}}\n\ndata: {last}\n\ndata: {{\"usage\":{{\"input_tokens\":3,\"output_tokens\":4}}}}\n\n"));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());
        var whole = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal([typeof(RuntimeEvent.Delta), typeof(RuntimeEvent.UsageReported), typeof(RuntimeEvent.Completed)], events.Select(item => item.GetType()));
        Assert.Equal((text, last), (((RuntimeEvent.Delta)events[0]).Text, ((RuntimeEvent.Completed)events[^1]).Data!.Value.GetRawText()));
        Assert.Equal((text, last), (whole.Value.Text, whole.Value.Data!.Value.GetRawText()));
    }

    [Theory]
    [InlineData("event: progress\ndata: {\"step\":1}\n\nevent: done\ndata: {\"data\":{\"sum\":2}}\n\n")]
    [InlineData("data: {\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}\n\n")]
    [InlineData("data: {\"data\":\"\"}\n\n")]
    public async Task A_stream_that_says_by_itself_that_it_has_no_text_has_none(string stream)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        Assert.Empty((await runtime.StreamAsync(TestRuntime.Invocation())).OfType<RuntimeEvent.Delta>());
    }

    [Fact]
    public async Task A_stream_of_bare_text_keeps_the_pieces_that_look_like_something_else()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events("data: The answer is \n\ndata: 42\n\ndata: , which is \n\ndata: true\n\ndata: null\n\n"));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal("The answer is 42, which is true", string.Concat(events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text)));
    }

    [Theory]
    [InlineData(false, "application/json")]
    [InlineData(true, "text/event-stream")]
    public async Task An_agent_may_stream_or_not_whatever_its_caller_would_like_best(bool stream, string best)
    {
        await using var runtime = new TestRuntime();
        List<string?> accepted = [];
        runtime.Aws.Invoke = (request, _) =>
        {
            accepted = [.. request.Headers.Accept.Select(item => item.MediaType)];
            return Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "{\"result\":\"hello\"}"));
        };

        if (stream)
        {
            await runtime.StreamAsync(TestRuntime.Invocation());
        }
        else
        {
            await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);
        }

        Assert.Equal(best, accepted[0]);
        Assert.Equal(["application/json", "text/event-stream"], accepted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stream_ends_with_what_it_used()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events("data: \"hello\"\n\ndata: {\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"tool_calls\":1}}\n\n"));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal([typeof(RuntimeEvent.Delta), typeof(RuntimeEvent.UsageReported), typeof(RuntimeEvent.Completed)], events.Select(item => item.GetType()));
        Assert.Equal((7, 1), ((int)((RuntimeEvent.UsageReported)events[1]).Usage.Tokens!, ((RuntimeEvent.UsageReported)events[1]).Usage.ToolCalls));
    }

    [Fact]
    public async Task An_error_inside_a_stream_names_its_kind_and_nothing_that_the_agent_says()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events("data: \"hel\"\n\ndata: {\"error\":\"key sk-123 is wrong\",\"error_type\":\"ValueError\"}\n\n"));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        var failed = Assert.IsType<RuntimeEvent.Failed>(events[^1]);
        Assert.Contains("ValueError", failed.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-123", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event: error\ndata: key sk-123 is wrong\n\n")]
    [InlineData("event: error\ndata: \"key sk-123 is wrong\"\n\n")]
    [InlineData("event: error\ndata: 500\n\n")]
    public async Task An_error_inside_a_stream_is_one_in_whatever_form_it_is_told(string told)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events($"data: \"hel\"\n\n{told}"));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        var failed = Assert.IsType<RuntimeEvent.Failed>(events[^1]);
        Assert.Equal(["hel"], events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
        Assert.DoesNotContain("sk-123", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"output\":\"a\\ud83d\"}", "a\uFFFD")]
    [InlineData("{\"output\":\"\\uDE00\\n\"}", "\uFFFD\n")]
    [InlineData("{\"output\":\"\\ud83d\\ude00 \\\\ud83d\"}", "\U0001F600 \\ud83d")]
    [InlineData("{\"\\ud83d\":1,\"output\":\"hello\"}", "hello")]
    public async Task Half_a_character_in_an_answer_spoils_nothing_else_of_it(string body, string text)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, body));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(text, answer.Value.Text);
    }

    [Fact]
    public async Task An_answer_in_another_encoding_is_an_answer()
    {
        await using var runtime = new TestRuntime();
        var body = new ByteArrayContent([.. "{\"output\":\"caf"u8, 0xE9, .. "\"}"u8]);
        runtime.Aws.Invoke = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = body });

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal("caf\uFFFD", answer.Value.Text);
    }

    [Theory]
    [InlineData("data: {\"text\":\"a\\ud83d\"}\n\ndata: {\"text\":\"\\ude00b\"}\n\n", "a\U0001F600b")]
    [InlineData("data: \"\\ud83d\"\n\ndata: \"\\ude00\"\n\n", "\U0001F600")]
    [InlineData("data: \"a\\ud83d b\"\n\ndata: \"\\ude00\"\n\n", "a\uFFFD b\uFFFD")]
    public async Task A_character_that_a_stream_cut_in_two_is_put_together(string stream, string text)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.IsType<RuntimeEvent.Completed>(events[^1]);
        Assert.Equal(text, string.Concat(events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text)));
    }

    [Fact]
    public async Task An_answer_without_a_stream_is_passed_on_as_one()
    {
        await using var runtime = new TestRuntime();

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal([typeof(RuntimeEvent.Delta), typeof(RuntimeEvent.UsageReported), typeof(RuntimeEvent.Completed)], events.Select(item => item.GetType()));
    }

    [Theory]
    [InlineData(400, "ValidationException", false, 1)]
    [InlineData(401, "UnauthorizedException", false, 1)]
    [InlineData(402, "ServiceQuotaExceededException", false, 1)]
    [InlineData(403, "AccessDeniedException", false, 1)]
    [InlineData(404, "ResourceNotFoundException", false, 1)]
    [InlineData(409, "ConflictException", false, 1)]
    [InlineData(424, "RuntimeClientError", false, 1)]
    [InlineData(500, "InternalServerException", false, 1)]
    [InlineData(502, "ServiceException", false, 1)]
    [InlineData(503, "", false, 1)]
    public async Task A_refused_invocation_is_sent_once_and_says_whether_it_may_be_repeated(int status, string type, bool retryable, int calls)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(type.Length > 0 ? FakeAws.Error(status, type) : new HttpResponseMessage((HttpStatusCode)status));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal((retryable, calls), (answer.Failure.Retryable, runtime.Aws.Count("InvokeAgentRuntime")));
        Assert.DoesNotContain("said by AWS", answer.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Received error (400) from runtime. sk-123", "refused the request (400)")]
    [InlineData("Received error (500) from runtime. sk-123", "answered with an error (500)")]
    [InlineData("Runtime initialization time exceeded. sk-123", "did not start")]
    [InlineData("Received error (302) from runtime. sk-123", "a redirection (302)")]
    [InlineData("The session was stopped. sk-123", "its session was ended meanwhile")]
    [InlineData("sk-123", "gave no answer")]
    public async Task What_an_agent_did_wrong_is_told_and_nothing_else_of_what_AWS_says(string said, string told)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(424, "RuntimeClientError", said));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Contains(told, answer.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-123", answer.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task An_invocation_that_was_never_sent_may_be_repeated_and_one_that_broke_off_may_not(HttpRequestError error, bool retryable)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => throw new HttpRequestException(error, "no answer");

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal((retryable, 1), (answer.Failure.Retryable, runtime.Aws.Count("InvokeAgentRuntime")));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_in_a_failure_and_stops_its_session()
    {
        await using var runtime = new TestRuntime();
        await runtime.StartAsync();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new BreakingContent("data: \"hel\"\n\n") });

        var events = await runtime.StreamAsync(TestRuntime.Invocation());

        Assert.Equal("hel", Assert.IsType<RuntimeEvent.Delta>(events[0]).Text);
        Assert.False(Assert.IsType<RuntimeEvent.Failed>(events[^1]).Failure.Retryable);
        await Eventually.TrueAsync(() => runtime.Aws.StoppedSessions.Count == 1, "the session to be stopped");
    }

    [Theory]
    [InlineData(409, "RetryableConflictException")]
    [InlineData(429, "ThrottlingException")]
    public async Task An_invocation_that_did_not_reach_its_agent_is_sent_again(int status, string type)
    {
        await using var runtime = new TestRuntime();
        var calls = 0;
        runtime.Aws.Invoke = (_, _) => Task.FromResult(++calls < 3 ? FakeAws.Error(status, type) : FakeAws.Json(HttpStatusCode.OK, "\"hello\""));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(("hello", 3), (answer.Value.Text, calls));
    }

    [Fact]
    public async Task A_session_that_stays_busy_ends_in_a_failure_that_may_pass()
    {
        await using var runtime = new TestRuntime(("AgentCore:InvokePatience", "00:00:00.2"));
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(409, "RetryableConflictException"));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.True(answer.Failure.Retryable);
        Assert.Empty(runtime.Aws.StoppedSessions);
    }

    [Fact]
    public async Task An_invocation_whose_time_is_over_before_it_reached_its_agent_may_be_repeated()
    {
        await using var runtime = new TestRuntime(("AgentCore:InvokePatience", "00:10:00"));

        // The first call of a process takes long by itself; the time has to be over between two of them.
        await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(409, "RetryableConflictException"));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(timeout: TimeSpan.FromSeconds(1)), CancellationToken.None);

        var failure = Assert.IsType<Failure.RuntimeError>(answer.Failure);
        Assert.Equal((true, true), (failure.TimedOut, failure.Retryable));
        Assert.Empty(runtime.Aws.StoppedSessions);
    }

    [Fact]
    public async Task An_agent_that_takes_too_long_is_answered_for_and_its_session_is_stopped()
    {
        await using var runtime = new TestRuntime();
        await runtime.StartAsync();
        runtime.Aws.Invoke = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        };

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(timeout: TimeSpan.FromMilliseconds(100)), CancellationToken.None);

        var failure = Assert.IsType<Failure.RuntimeError>(answer.Failure);
        Assert.Equal((true, false, "limit"), (failure.TimedOut, failure.Retryable, failure.ErrorClass));
        await Eventually.TrueAsync(() => runtime.Aws.StoppedSessions.Count == 1, "the session to be stopped");
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_the_session()
    {
        await using var runtime = new TestRuntime();
        await runtime.StartAsync();
        using var cancellation = new CancellationTokenSource();
        runtime.Aws.Invoke = async (_, cancellationToken) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runtime.Provider.InvokeAsync(TestRuntime.Invocation(), cancellation.Token));

        await Eventually.TrueAsync(() => runtime.Aws.StoppedSessions.Count == 1, "the session to be stopped");
    }

    [Fact]
    public async Task A_session_in_which_another_invocation_runs_is_not_stopped()
    {
        await using var runtime = new TestRuntime();
        await runtime.StartAsync();
        var slow = new TaskCompletionSource();
        var calls = 0;
        runtime.Aws.Invoke = async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await slow.Task;
                return FakeAws.Json(HttpStatusCode.OK, "\"slow\"");
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        };

        var first = runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);
        await Eventually.TrueAsync(() => calls == 1, "the first invocation to begin");
        await runtime.Provider.InvokeAsync(TestRuntime.Invocation(timeout: TimeSpan.FromMilliseconds(50)), CancellationToken.None);
        slow.SetResult();

        Assert.Equal("slow", (await first).Value.Text);
        Assert.Empty(runtime.Aws.StoppedSessions);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_cut_off()
    {
        await using var runtime = new TestRuntime(("AgentCore:MaximumOutputBytes", "10"));
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "\"more than ten bytes\""));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal("limit", Assert.IsType<Failure.RuntimeError>(answer.Failure).ErrorClass);
    }

    [Fact]
    public async Task A_plan_without_the_runtime_invokes_nothing()
    {
        await using var runtime = new TestRuntime();

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(entitled: false), CancellationToken.None);
        var events = await runtime.StreamAsync(TestRuntime.Invocation(entitled: false));

        Assert.IsType<Failure.Denied>(answer.Failure);
        Assert.IsType<Failure.Denied>(Assert.IsType<RuntimeEvent.Failed>(Assert.Single(events)).Failure);
        Assert.Empty(runtime.Aws.Calls);
    }

    [Fact]
    public async Task Ending_a_session_that_is_not_there_succeeds()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Interfere = operation => operation is "StopRuntimeSession" ? FakeAws.Error(404, "ResourceNotFoundException") : null;

        var ended = await runtime.Provider.DeleteSessionAsync(TestRuntime.Invocation().Reference, "secret", "ses_1", CancellationToken.None);

        Assert.True(ended.Succeeded);
    }

    [Fact]
    public async Task A_session_can_be_ended_again_after_it_began_anew()
    {
        await using var runtime = new TestRuntime();
        var failures = 0;
        runtime.Aws.Interfere = operation => operation is "StopRuntimeSession" && Interlocked.Increment(ref failures) == 1 ? FakeAws.Error(500, "InternalServerException") : null;

        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.True((await runtime.Provider.DeleteSessionAsync(TestRuntime.Invocation().Reference, "secret", "ses_1", CancellationToken.None)).Succeeded);
        }

        Assert.Equal(2, runtime.Aws.StoppedSessions.Count);
        var sent = runtime.Aws.Calls.Where(call => call.Operation is "StopRuntimeSession").Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("clientToken").GetString()).ToList();
        Assert.Equal(3, sent.Count);
        Assert.Equal(sent[0], sent[1]);
        Assert.All(sent, token => Assert.InRange(token!.Length, 33, 256));
    }

    [Fact]
    public async Task A_session_that_was_ended_is_not_counted_while_it_was_dead()
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);
        await runtime.Provider.DeleteSessionAsync(TestRuntime.Invocation().Reference, "secret", "ses_1", CancellationToken.None);
        runtime.Clock.Skip(TimeSpan.FromMinutes(10));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.InRange(answer.Value.Counters!.SessionDurationMs, 0, TimeSpan.FromMinutes(1).TotalMilliseconds);
    }

    [Theory]
    [InlineData(false, "text/event-stream", "data: {\"error\":\"no\"}\n\n")]
    [InlineData(true, "text/event-stream", "data: {\"error\":\"no\"}\n\n")]
    [InlineData(true, "text/event-stream", "event: error\ndata: {}\n\n")]
    [InlineData(false, "application/json", "{\"error\":\"no\"}")]
    [InlineData(true, "application/json", "{\"error\":\"no\"}")]
    public async Task An_error_that_an_agent_tells_of_itself_leaves_its_session(bool stream, string type, string body)
    {
        Assert.False(await IsStoppedAsync(stream, type, body));
    }

    [Theory]
    [InlineData(false, "application/json", "\"more than thirty-two bytes of text\"")]
    [InlineData(true, "application/json", "\"more than thirty-two bytes of text\"")]
    [InlineData(false, "text/event-stream", "data: \"twenty bytes of text\"\n\ndata: \"and twenty more now.\"\n\n")]
    [InlineData(true, "text/event-stream", "data: \"twenty bytes of text\"\n\ndata: \"and twenty more now.\"\n\n")]
    public async Task An_agent_whose_answer_is_cut_off_may_run_on_so_its_session_is_stopped(bool stream, string type, string body)
    {
        Assert.True(await IsStoppedAsync(stream, type, body));
    }

    [Fact]
    public async Task The_same_use_costs_the_same_however_often_it_is_asked()
    {
        await using var runtime = new TestRuntime();
        var usage = new UsageQuantities { At = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Requests = 10, ComputeMs = 3_600_000, SessionDurationMs = 7_200_000 };

        Assert.Equal(runtime.Provider.EstimateCost(usage), runtime.Provider.EstimateCost(usage));
        Assert.Equal((0.0895m * 0.3m) + (0.00945m * 2 * 0.5m), runtime.Provider.EstimateCost(usage));
    }

    // Whether the session was stopped whose agent gave an answer that fails.
    private static async Task<bool> IsStoppedAsync(bool stream, string type, string body)
    {
        await using var runtime = new TestRuntime(("AgentCore:MaximumOutputBytes", "32"));
        await runtime.StartAsync();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, System.Text.Encoding.UTF8, type) });
        var failure = stream
            ? Assert.IsType<RuntimeEvent.Failed>((await runtime.StreamAsync(TestRuntime.Invocation()))[^1]).Failure
            : (await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None)).Failure;
        Assert.IsType<Failure.RuntimeError>(failure);

        await runtime.StopAsync();
        return !runtime.Aws.StoppedSessions.IsEmpty;
    }
}
