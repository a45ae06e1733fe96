using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Tests.Invocation;

public sealed class InvokeTests : CliTest
{
    [Fact]
    public async Task A_timeout_of_weeks_is_taken() => Assert.Equal(0, (await Cli.RunAsync("invoke", "agt_1", "hi", "--timeout", "60d")).ExitCode);

    [Fact]
    public async Task The_answer_streams_to_standard_output_and_its_usage_goes_to_standard_error()
    {
        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("You said: hello\n", outcome.Output);
        Assert.Contains("session ses_new · 12 tokens (estimated) · 1 tool calls · 34 ms · trace trace-2", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_piece_is_written_when_it_comes()
    {
        Api.Runtime.Hang = true;
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cli.OnOutput = text =>
        {
            if (text.Contains("You said", StringComparison.Ordinal))
            {
                written.TrySetResult();
            }
        };
        using var stop = new CancellationTokenSource();

        var run = Cli.RunAsync(["invoke", "agt_1", "hello"], cancellationToken: stop.Token);
        await written.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();

        Assert.Equal(130, (await run).ExitCode);
        await Api.Runtime.Aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_project_s_agent_is_asked_when_none_is_named()
    {
        Cli.Project.With(".webhost.json", """{"agentId":"agt_7"}""").With("sub/x");

        var outcome = await Cli.RunAsync("invoke", "hello", "--quiet");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(Api.Requests, request => request == "POST /v1/invoke/agt_7");
    }

    [Fact]
    public async Task Without_any_agent_it_is_a_usage_error()
    {
        Assert.Equal(2, (await Cli.RunAsync("invoke", "hello")).ExitCode);
    }

    [Fact]
    public async Task An_agent_may_be_named_and_an_unknown_name_is_not_found()
    {
        Api.Agents.Add("greeter");

        var found = await Cli.RunAsync("invoke", "Greeter", "hello");
        var unknown = await Cli.RunAsync("invoke", "nobody", "hello");

        Assert.Equal(0, found.ExitCode);
        Assert.Equal(4, unknown.ExitCode);
    }

    [Fact]
    public async Task A_dash_reads_the_prompt_from_standard_input()
    {
        await Cli.RunAsync(["invoke", "agt_1", "-"], "two\nlines");

        Assert.Equal("two\nlines", Assert.Single(Api.Runtime.Invocations).Input!.Prompt);
    }

    [Theory]
    [InlineData("s1", "s1")]
    [InlineData("new", null)]
    public async Task A_session_is_continued_or_started(string given, string? sent)
    {
        await Cli.RunAsync("invoke", "agt_1", "hello", "--session", given, "--timeout", "1.5s");

        var request = Assert.Single(Api.Runtime.Invocations);
        Assert.Equal((sent, 1500), (request.SessionId, request.Options!.TimeoutMs));
    }

    [Fact]
    public async Task Json_is_one_document_and_with_stream_one_line_for_each_event()
    {
        var whole = await Cli.RunAsync("invoke", "agt_1", "hello", "--json");
        var events = await Cli.RunAsync("invoke", "agt_1", "hello", "--json", "--stream");

        Assert.Equal("You said: hello", whole.Json<InvokeResponse>().Output.Text);
        Assert.Empty(whole.Error);
        Assert.Equal(["meta", "delta", "delta", "usage", "done"], events.Output.TrimEnd().Split('\n').Select(line => line.Split('"')[3]));
    }

    [Fact]
    public async Task Without_streaming_the_whole_answer_is_written()
    {
        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello", "--no-stream");

        Assert.Equal("You said: hello\n", outcome.Output);
        Assert.Contains("12 tokens", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_in_the_middle_keeps_what_was_written_and_ends_with_its_code()
    {
        Api.Runtime.Failure = new ErrorBody { Code = ErrorCode.RuntimeError, Message = "The tool is broken.", Retryable = false, TraceId = "trace-2" };

        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello");

        Assert.Equal(8, outcome.ExitCode);
        Assert.Equal("You said: \n", outcome.Output);
        Assert.Contains("error: The tool is broken.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost logs --trace trace-2", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_an_error()
    {
        Api.Runtime.BreakOff = true;

        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello");

        Assert.Equal(8, outcome.ExitCode);
        Assert.Contains("broke off", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contradicting_options_are_a_usage_error()
    {
        Assert.Equal(2, (await Cli.RunAsync("invoke", "agt_1", "hello", "--stream", "--no-stream")).ExitCode);
    }
}
