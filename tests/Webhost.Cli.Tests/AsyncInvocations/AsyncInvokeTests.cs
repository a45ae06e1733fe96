using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Tests.AsyncInvocations;

public sealed class AsyncInvokeTests : CliTest
{
    [Fact]
    public async Task The_id_alone_goes_to_standard_output_and_the_next_commands_to_standard_error()
    {
        Api.Agents.Add("support desk");

        var outcome = await Cli.RunAsync("invoke", "support desk", "hello", "--async", "--session", "s1", "--timeout", "1h");

        Assert.Equal((0, "inv_1\n"), (outcome.ExitCode, outcome.Output));
        Assert.All(
            ["follow", "show", "cancel"], verb => Assert.Contains($"webhost invocations {verb} inv_1 --agent 'support desk'\n", outcome.Error, StringComparison.Ordinal));
        var request = Assert.Single(Api.Runtime.Invocations);
        Assert.Equal(("hello", "s1", 3_600_000), (request.Input!.Prompt, request.SessionId, request.Options!.TimeoutMs));
        Assert.Null(request.Webhook);
    }

    [Fact]
    public async Task The_project_s_agent_needs_no_name_in_the_next_commands()
    {
        Cli.Project.With(".webhost.json", """{"agentId":"agt_7"}""");

        var outcome = await Cli.RunAsync("invoke", "hello", "--async");

        Assert.Contains("webhost invocations follow inv_1\n", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("agt_7", Api.Invocations.All["inv_1"].AgentId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_secret_of_a_webhook_is_shown_once(bool quiet)
    {
        var outcome = await Cli.RunAsync(["invoke", "agt_1", "hello", "--async", "--webhook", "https://example.com/hook", .. quiet ? ["--quiet"] : (string[])[]]);

        Assert.Equal((0, "inv_1\nwhsec_c2VjcmV0\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal(!quiet, outcome.Error.Contains("can't be shown again", StringComparison.Ordinal));
        Assert.Equal("https://example.com/hook", Assert.Single(Api.Runtime.Invocations).Webhook!.Url);
    }

    [Fact]
    public async Task Json_is_what_the_api_accepted()
    {
        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello", "--async", "--webhook", "https://example.com/hook", "--json");

        var accepted = outcome.Json<AsyncInvocationAccepted>();
        Assert.Equal(("inv_1", AsyncInvocationStatus.Queued, "whsec_c2VjcmV0"), (accepted.InvocationId, accepted.Status, accepted.WebhookSecret));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task A_broken_connection_makes_no_second_invocation()
    {
        var keys = new List<string>();
        Api.AnswerNext("POST", "/v1/invoke/agt_1", context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            context.Abort();
            return Task.CompletedTask;
        });

        var outcome = await Cli.RunAsync("invoke", "agt_1", "hello", "--async");

        Assert.Equal((0, "inv_1\n"), (outcome.ExitCode, outcome.Output));
        Assert.NotEmpty(Assert.Single(keys));
        Assert.Equal(keys, Api.Invocations.Keys);
    }

    [Theory]
    [InlineData("--webhook tells of", "--webhook", "https://example.com/hook")]
    [InlineData("contradict each other", "--async", "--stream")]
    [InlineData("contradict each other", "--async", "--no-stream")]
    public async Task What_does_not_go_together_is_a_usage_error(string reason, params string[] options)
    {
        var outcome = await Cli.RunAsync(["invoke", "agt_1", "hello", .. options]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }
}
