using Webhost.Cli.Shell;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Tests.AsyncInvocations;

public sealed class InvocationsCommandTests : CliTest
{
    private static readonly ErrorBody Broken = new() { Code = ErrorCode.RuntimeError, Message = "The tool is broken.", Retryable = false, TraceId = "trace-2" };

    [Fact]
    public async Task The_list_is_a_table_with_where_the_next_page_is()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Succeeded);
        Api.Invocations.Add(AsyncInvocationStatus.Queued);
        Api.Invocations.NextCursor = "c2";

        var outcome = await Cli.RunAsync("invocations", "list", "agt_1", "--limit", "2", "--cursor", "c1");

        Assert.Equal(
            """
            ID     STATUS     SESSION  TOKENS  CREATED               STARTED               ENDED
            inv_2  queued     ses_new  –       2026-11-01 08:00:00Z  –                     –
            inv_1  succeeded  ses_new  12      2026-11-01 08:00:00Z  2026-11-01 08:00:01Z  2026-11-01 08:00:09Z

            """.ReplaceLineEndings("\n"),
            outcome.Output);
        Assert.Contains("--cursor c2", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("GET /v1/agents/agt_1/invocations?limit=2&cursor=c1", Assert.Single(Api.Requests));
        Assert.Equal(2, (await Cli.RunAsync("invocations", "list", "agt_1", "--json")).Json<Page<AsyncInvocation>>().Items.Count);
    }

    [Fact]
    public async Task Of_one_that_runs_it_is_shown_where_it_stands_and_how_to_follow_it()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);

        var outcome = await Cli.RunAsync("invocations", "show", "inv_1", "--agent", "agt_1");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("status      running\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("webhost invocations follow inv_1 --agent agt_1\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("get")]
    public async Task Of_one_that_has_ended_the_answer_is_shown_and_what_became_of_its_webhook(string verb)
    {
        var ended = Api.Invocations.Add(AsyncInvocationStatus.Succeeded);
        Api.Invocations.All["inv_1"] = ended with { Webhook = new WebhookDelivery { Url = "https://example.com/hook", Status = DeliveryStatus.Failed, Attempts = 5, LastError = "404" } };

        var outcome = await Cli.RunAsync("invocations", verb, "inv_1", "--agent", "agt_1");
        var scripted = await Cli.RunAsync("invocations", verb, "inv_1", "--agent", "agt_1", "--json");

        Assert.EndsWith("\n\nYou said: hello\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("used        12 tokens (estimated) · 34 ms\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("webhook     https://example.com/hook: failed after 5: 404\n", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
        Assert.Equal("You said: hello", scripted.Json<AsyncInvocation>().Output!.Text);
    }

    [Fact]
    public async Task Of_one_that_failed_the_reason_is_shown()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Failed, Broken);

        var outcome = await Cli.RunAsync("invocations", "show", "inv_1", "--agent", "agt_1");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("error       The tool is broken.\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Followed_the_text_goes_to_standard_output_and_its_usage_to_standard_error()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Succeeded);

        var outcome = await Cli.RunAsync("invocations", "follow", "inv_1", "--agent", "agt_1");

        Assert.Equal((0, "You said: hello\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("session ses_new · 12 tokens (estimated) · 34 ms · trace trace-2\n", outcome.Error);
    }

    [Fact]
    public async Task Followed_as_json_each_event_is_a_line()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Succeeded);

        var outcome = await Cli.RunAsync("invocations", "follow", "inv_1", "--agent", "agt_1", "--json");

        Assert.Equal(["meta", "delta", "delta", "usage", "done"], outcome.Output.TrimEnd().Split('\n').Select(line => line.Split('"')[3]));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task A_failure_keeps_what_was_written_and_ends_with_its_code()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Failed, Broken with { Retryable = true });

        var outcome = await Cli.RunAsync("invocations", "follow", "inv_1", "--agent", "agt_1");

        Assert.Equal((8, "You said: hello\n"), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error: The tool is broken.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost logs --trace trace-2", outcome.Error, StringComparison.Ordinal);
        Assert.Single(Api.Invocations.Resumed);
    }

    [Fact]
    public async Task Ctrl_c_leaves_the_invocation_running_and_says_so()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        Api.Invocations.Hang = true;
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cli.OnOutput = text =>
        {
            if (text.Contains("You said", StringComparison.Ordinal))
            {
                written.TrySetResult();
            }
        };
        using var stop = new CancellationTokenSource();

        var run = Cli.RunAsync(["invocations", "follow", "inv_1", "--agent", "agt_1"], cancellationToken: stop.Token);
        await written.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        var outcome = await run;

        Assert.Equal((130, "You said: \n"), (outcome.ExitCode, outcome.Output));
        Assert.Contains("inv_1 goes on without this command.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost invocations cancel inv_1 --agent agt_1", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Invocations.Cancelled);
    }

    [Theory]
    [InlineData(AsyncInvocationStatus.Running, "inv_1 is being cancelled.\n")]
    [InlineData(AsyncInvocationStatus.Cancelled, "inv_1 is cancelled already.\n")]
    [InlineData(AsyncInvocationStatus.Succeeded, "inv_1 has succeeded already.\n")]
    [InlineData(AsyncInvocationStatus.Failed, "inv_1 has failed already.\n")]
    public async Task Cancelling_tells_whether_there_was_anything_to_cancel(AsyncInvocationStatus status, string told)
    {
        Api.Invocations.Add(status);

        var outcome = await Cli.RunAsync("invocations", "cancel", "inv_1", "--agent", "agt_1");

        Assert.Equal((0, told), (outcome.ExitCode, outcome.Output));
        Assert.Equal("inv_1", Assert.Single(Api.Invocations.Cancelled));
    }

    [Fact]
    public async Task Cancelling_tells_scripts_where_the_invocation_stands()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Succeeded);

        var outcome = await Cli.RunAsync("invocations", "cancel", "inv_1", "--agent", "agt_1", "--json");

        Assert.Equal(("inv_1", AsyncInvocationStatus.Succeeded), (outcome.Json<AsyncInvocation>().InvocationId, outcome.Json<AsyncInvocation>().Status));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("follow")]
    [InlineData("cancel")]
    public async Task One_that_does_not_exist_is_not_found_and_what_is_no_id_is_not_asked_for(string verb)
    {
        var unknown = await Cli.RunAsync("invocations", verb, "inv_9", "--agent", "agt_1");
        var asked = Api.Requests.Count;
        var none = await Cli.RunAsync("invocations", verb, "..", "--agent", "agt_1");

        Assert.Equal((ExitCode.NotFound, ExitCode.Usage), (unknown.ExitCode, none.ExitCode));
        Assert.Equal(asked, Api.Requests.Count);
    }
}
