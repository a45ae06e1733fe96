using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Shell;

public sealed class CommandLineTests : CliTest
{
    [Fact]
    public async Task Help_lists_every_command_and_ends_with_examples()
    {
        var root = await Cli.RunAsync("--help");
        var deploy = await Cli.RunAsync("deploy", "--help");

        Assert.Equal(0, root.ExitCode);
        Assert.All(
            ["login", "logout", "whoami", "init", "agents", "deploy", "deployments", "rollback", "invoke", "logs", "metrics", "errors", "invocations", "sessions", "secrets", "keys", "limits", "billing", "account", "completion"],
            command => Assert.Contains($"\n  {command} ", root.Output, StringComparison.Ordinal));
        Assert.Contains("Examples:\n  webhost deploy\n", deploy.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(deploy.Error);
    }

    [Fact]
    public async Task Every_command_has_a_description_and_every_leaf_an_example()
    {
        var root = await Cli.RunAsync("--help");
        Assert.DoesNotContain("Examples:", root.Output, StringComparison.Ordinal);

        foreach (var leaf in (string[])["agents create", "agents delete", "deployments logs", "sessions get", "invocations list", "invocations show", "invocations follow", "invocations cancel", "secrets set", "keys rotate", "keys revoke", "invoke", "logs", "rollback", "limits", "whoami", "account export", "account delete", "completion"])
        {
            var help = await Cli.RunAsync([.. leaf.Split(' '), "--help"]);
            Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_misspelt_command_is_a_usage_error_that_names_the_nearest_and_the_help()
    {
        var outcome = await Cli.RunAsync("agnets", "list");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.StartsWith("error: There is no command 'webhost agnets'.\n", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'webhost agents'? Run 'webhost --help'", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy", "--bogus")]
    [InlineData("invoke", "agt_1", "--strem")]
    [InlineData("agents", "get", "--jsn")]
    [InlineData("init", "--tempalte=hono")]
    public async Task A_misspelt_option_is_not_taken_for_an_argument(params string[] arguments)
    {
        var outcome = await Cli.RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"There is no option '{arguments[^1]}'", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Cli.Project.Path));
    }

    [Theory]
    [InlineData("invoke", "agt_1", "--", "--why")]
    [InlineData("invoke", "agt_1", "--", "-x")]
    [InlineData("invoke", "agt_1", "-5 degrees")]
    [InlineData("invoke", "agt_1", "- a list")]
    public async Task What_only_looks_like_an_option_is_passed_on(params string[] arguments)
    {
        var outcome = await Cli.RunAsync(arguments);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal($"You said: {arguments[^1]}\n", outcome.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_usage_error_is_an_envelope_for_scripts()
    {
        var outcome = await Cli.RunAsync("logs", "--level", "loud", "--json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(ErrorCode.InvalidRequest, outcome.Envelope().Code);
    }

    [Theory]
    [InlineData(401, ErrorCode.Unauthenticated, 3)]
    [InlineData(403, ErrorCode.Unauthorized, 1)]
    [InlineData(404, ErrorCode.NotFound, 4)]
    [InlineData(409, ErrorCode.Conflict, 5)]
    [InlineData(402, ErrorCode.LimitExceeded, 6)]
    [InlineData(429, ErrorCode.RateLimited, 6)]
    [InlineData(422, ErrorCode.DeploymentFailed, 7)]
    [InlineData(502, ErrorCode.RuntimeError, 8)]
    [InlineData(500, ErrorCode.Internal, 1)]
    [InlineData(400, ErrorCode.InvalidRequest, 1)]
    public async Task Each_error_of_the_server_has_its_exit_code(int status, ErrorCode code, int exitCode)
    {
        Api.FailNext("GET", "/v1/limits", status, code, "It did not work.");

        var outcome = await Cli.RunAsync("limits", "--json");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Equal((code, "It did not work.", "trace-1"), (outcome.Envelope().Code, outcome.Envelope().Message, outcome.Envelope().TraceId));
    }

    [Fact]
    public async Task An_error_shows_its_message_problems_limit_trace_id_and_next_step()
    {
        Api.AnswerNext("POST", "/v1/agents", context => StandInApi.WriteErrorAsync(
            context, 402, ErrorCode.LimitExceeded, "The plan is full.", problems: [new Problem("name", "is too long")], limit: new LimitDetails { Name = "agents", Used = 1, Allowed = 1 }));

        var outcome = await Cli.RunAsync("agents", "create", "second");

        Assert.Equal(6, outcome.ExitCode);
        Assert.Equal(
            "error: The plan is full.\n  - name: is too long\n  limit: agents, 1 of 1 used\n  trace: trace-1\n  next: 'webhost limits' shows what your plan allows and what is left.\n",
            outcome.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task An_answer_that_is_no_envelope_is_reported_by_its_status()
    {
        Api.AnswerNext("GET", "/v1/me", async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.Body.WriteAsync("<html>oops"u8.ToArray());
        });

        var outcome = await Cli.RunAsync("whoami");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("/v1/me answered 500", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_contract_s_is_an_error_and_not_a_crash()
    {
        Api.AnswerNext("GET", "/v1/me", context => context.Response.Body.WriteAsync("<html>hello"u8.ToArray()).AsTask());

        var outcome = await Cli.RunAsync("whoami");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("could not be read", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_members_of_an_answer_are_skipped()
    {
        Api.AnswerNext("GET", "/v1/me", context => context.Response.Body.WriteAsync(
            """{"userId":"usr_7","subscriptionTier":"pro","defaultRuntimeProvider":"cloudflare","createdAt":"2026-11-01T00:00:00Z","newMember":{"a":1}}"""u8.ToArray()).AsTask());

        var outcome = await Cli.RunAsync("whoami");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("usr_7", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_refused_before_a_token_is_sent()
    {
        var outcome = await Cli.RunAsync("whoami", "--api", "http://api.example.com");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("https", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_s_line_end_is_not_part_of_it()
    {
        Cli.Set("WEBHOST_TOKEN", StandInApi.Token + "\r\n");

        Assert.Equal(0, (await Cli.RunAsync("whoami")).ExitCode);
    }

    [Theory]
    [InlineData("token-1\ntoken-2")]
    [InlineData("token-1\u00e4")]
    public async Task What_can_t_be_a_token_is_a_usage_error_and_not_shown(string token)
    {
        Cli.Set("WEBHOST_TOKEN", token);

        var given = await Cli.RunAsync("whoami");
        var kept = await Cli.RunAsync(["login", "--with-token"], token);

        Assert.Equal((2, 2), (given.ExitCode, kept.ExitCode));
        Assert.DoesNotContain("token-1", given.Error + kept.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Cli.CredentialsFile));
    }

    [Theory]
    [InlineData("--limit", "agents", "list", "--limit", "x")]
    [InlineData("--threshold", "alerts", "set", "--threshold", "x")]
    [InlineData("--agentcore", "billing", "change", "--agentcore", "x")]
    public async Task What_is_no_number_is_told_in_the_user_s_words(string option, params string[] arguments)
    {
        var outcome = await Cli.RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"{option} takes a whole number, not 'x'.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _webhost webhost")]
    [InlineData("zsh", "#compdef webhost")]
    [InlineData("fish", "complete -c webhost")]
    public async Task Completion_scripts_ask_the_command_itself(string shell, string part)
    {
        var outcome = await Cli.RunAsync("completion", shell);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(part, outcome.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completion_script_can_t_be_json() => Assert.Equal(2, (await Cli.RunAsync("completion", "bash", "--json")).ExitCode);

    [Fact]
    public async Task The_suggest_directive_completes_commands_and_values()
    {
        var commands = await Cli.RunAsync("[suggest:12]", "webhost depl");
        var values = await Cli.RunAsync("[suggest:28]", "webhost init --template lang");

        Assert.Equal(["deploy", "deployments"], commands.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Contains("langgraph-js", values.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhost logs su")]
    [InlineData("webhost invoke su")]
    [InlineData("webhost agents delete --agent su")]
    [InlineData("webhost keys create ci --agent su")]
    public async Task Agents_are_completed_by_name_and_one_whose_name_is_no_single_word_by_its_id(string typed)
    {
        Api.Agents.Add("support");
        Api.Agents.Add("prod");

        var named = await SuggestAsync(typed);
        Api.Agents.All["agt_1"] = Api.Agents.All["agt_1"] with { Name = "support team" };
        var unnamed = await SuggestAsync(typed[..^2] + "agt");

        Assert.Equal(("support\n", "agt_1\n"), (named.Output, unnamed.Output));
        Assert.Equal(["GET /v1/agents?limit=100", "GET /v1/agents?limit=100"], Api.Requests);
    }

    [Fact]
    public async Task What_comes_after_the_agent_is_a_prompt_and_not_completed()
    {
        Api.Agents.Add("support");

        Assert.DoesNotContain("support", (await SuggestAsync("webhost invoke agt_1 su")).Output, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task Without_a_sign_in_or_an_answer_nothing_is_completed_and_nothing_said()
    {
        Api.FailNext("GET", "/v1/agents", 500, ErrorCode.Internal, "Broken.");
        var broken = await SuggestAsync("webhost logs su");
        Cli.Set("WEBHOST_TOKEN", null);
        var signedOut = await SuggestAsync("webhost logs su");

        Assert.Equal((0, "\n", ""), (broken.ExitCode, broken.Output, broken.Error));
        Assert.Equal((0, "\n", ""), (signedOut.ExitCode, signedOut.Output, signedOut.Error));
        Assert.Single(Api.Requests);
    }

    private Task<Outcome> SuggestAsync(string typed) => Cli.RunAsync($"[suggest:{typed.Length}]", typed);
}
