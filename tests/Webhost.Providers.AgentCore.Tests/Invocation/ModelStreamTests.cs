using System.Net;
using Webhost.Core.Providers;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Invocation;

/// <summary>Agents that pass the events of their model or framework on as they come.</summary>
public sealed class ModelStreamTests
{
    private const string Anthropic = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"usage":{"input_tokens":25,"output_tokens":1}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"A greeting."}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"hel"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}

        event: message_stop
        data: {"type":"message_stop"}

        event: message_start
        data: {"type":"message_start","message":{"id":"msg_2","role":"assistant","content":[],"usage":{"input_tokens":50,"output_tokens":1}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":10}}


        """;

    private const string Responses = """
        data: {"type":"response.created","response":{"id":"resp_1","output":[],"text":{"format":{"type":"text"}},"usage":null}}

        data: {"type":"response.reasoning_summary_text.done","text":"A greeting."}

        data: {"type":"response.function_call_arguments.delta","delta":"{\"name\":"}

        data: {"type":"response.output_text.delta","delta":"hel"}

        data: {"type":"response.output_text.delta","delta":"lo"}

        data: {"type":"response.output_text.done","text":"hello"}

        data: {"type":"response.completed","response":{"id":"resp_1","output":[{"type":"message","content":[{"type":"output_text","text":"hello"}]}],"usage":{"input_tokens":75,"output_tokens":25,"total_tokens":100}}}


        """;

    private const string Chat = """
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"hel"}}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":25,"completion_tokens":15,"total_tokens":40}}

        data: {"id":"chatcmpl-2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"lo"}}],"usage":null}

        data: {"id":"chatcmpl-2","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":50,"completion_tokens":10,"total_tokens":60}}

        data: [DONE]


        """;

    private const string Adk = """
        data: {"id":"e1","author":"agent","content":{"role":"model","parts":[{"functionCall":{"name":"greet"}}]},"usageMetadata":{"promptTokenCount":25,"candidatesTokenCount":15,"totalTokenCount":40}}

        data: {"id":"e2","author":"agent","content":{"role":"model","parts":[{"text":"A greeting.","thought":true}]},"partial":true}

        data: {"id":"e3","author":"agent","content":{"role":"model","parts":[{"text":"hel"}]},"partial":true,"usageMetadata":{"promptTokenCount":50,"totalTokenCount":50}}

        data: {"id":"e4","author":"agent","content":{"role":"model","parts":[{"text":"lo"}]},"partial":true}

        data: {"id":"e5","author":"agent","content":{"role":"model","parts":[{"text":"hello"}]},"partial":false,"usageMetadata":{"promptTokenCount":50,"candidatesTokenCount":10,"totalTokenCount":60}}


        """;

    private const string Strands = """
        data: {"type":"beforeInvocationEvent"}

        data: {"type":"messageAddedEvent","message":{"role":"user","content":[{"text":"hi"}]}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelMessageStartEvent","role":"assistant"}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelContentBlockDeltaEvent","delta":{"type":"reasoningContentDelta","text":"A greeting."}}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelMetadataEvent","usage":{"inputTokens":25,"outputTokens":15,"totalTokens":40}}}

        data: {"type":"toolResultEvent","result":{"status":"success","content":[{"text":"of a tool"}]}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelContentBlockDeltaEvent","delta":{"type":"textDelta","text":"hel"}}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelContentBlockDeltaEvent","delta":{"type":"textDelta","text":"lo"}}}

        data: {"type":"contentBlockEvent","contentBlock":{"type":"textBlock","text":"hello"}}

        data: {"type":"modelStreamUpdateEvent","event":{"type":"modelMetadataEvent","usage":{"inputTokens":50,"outputTokens":10,"totalTokens":60}}}

        data: {"type":"modelMessageEvent","message":{"role":"assistant","content":[{"text":"hello"}]}}


        """;

    [Theory]
    [InlineData(Anthropic)]
    [InlineData(Responses)]
    [InlineData(Chat)]
    [InlineData(Adk)]
    [InlineData(Strands)]
    public async Task Their_text_and_what_all_turns_with_the_model_used_are_found(string stream)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events(stream));

        var events = await runtime.StreamAsync(TestRuntime.Invocation());
        var whole = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(["hel", "lo"], events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text));
        var used = Assert.Single(events.OfType<RuntimeEvent.UsageReported>()).Usage;
        Assert.Equal((100, 75, 25), (used.Tokens, used.InputTokens, used.OutputTokens));
        Assert.Equal(("hello", 100), (whole.Value.Text, whole.Value.Usage!.Tokens));
    }

    [Theory]
    [InlineData("""{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"A greeting."},{"type":"text","text":"hello"}],"usage":{"input_tokens":75,"output_tokens":25}}""")]
    [InlineData("""{"id":"resp_1","object":"response","output":[{"type":"message","content":[{"type":"output_text","text":"hello"}]}],"usage":{"input_tokens":75,"output_tokens":25,"total_tokens":100}}""")]
    [InlineData("""{"id":"chatcmpl-1","object":"chat.completion","choices":[{"message":{"role":"assistant","content":"hello"}}],"usage":{"prompt_tokens":75,"completion_tokens":25,"total_tokens":100}}""")]
    [InlineData("""[{"content":{"parts":[{"functionCall":{"name":"greet"}}]},"usageMetadata":{"promptTokenCount":25,"candidatesTokenCount":15,"totalTokenCount":40}},{"content":{"parts":[{"text":"hello"}]},"usageMetadata":{"promptTokenCount":50,"candidatesTokenCount":10,"totalTokenCount":60}}]""")]
    public async Task So_are_those_of_whole_answers(string body)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Json(HttpStatusCode.OK, body));

        var answer = await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        Assert.Equal(("hello", 100, 75, 25), (answer.Value.Text, answer.Value.Usage!.Tokens, answer.Value.Usage.InputTokens, answer.Value.Usage.OutputTokens));
    }

    [Fact]
    public async Task What_an_agent_says_of_all_at_the_end_takes_the_place_of_what_its_turns_said()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Events($"{Chat.Replace("data: [DONE]\n\n", string.Empty, StringComparison.Ordinal)}event: usage\ndata: {{\"usage\":{{\"tokens\":90,\"toolCalls\":1}}}}\n\n"));

        var used = (await runtime.StreamAsync(TestRuntime.Invocation())).OfType<RuntimeEvent.UsageReported>().Single().Usage;

        Assert.Equal((90, 1), (used.Tokens, used.ToolCalls));
    }
}
