using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Deployments;

public sealed class DeployTests : CliTest
{
    private const string Config =
        """{"name":"greeter","protocol":"invoke/v1","runtime":"cloudflare","framework":"hono","entrypoint":"src/index.js","env":{"requiredKeys":["KEY_A"],"optionalKeys":["KEY_B"]}}""";

    [Fact]
    public async Task The_first_deployment_makes_the_agent_uploads_the_folder_and_tells_where_it_answers()
    {
        WriteProject();

        var outcome = await Cli.RunAsync("deploy", "--commit", "abc123");

        var agent = Assert.Single(Api.Agents.All.Values);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(("greeter", "hono", "cloudflare"), (agent.Name, agent.Framework, agent.RuntimeProvider));
        Assert.Equal(["KEY_A", "KEY_B"], agent.EnvVarKeys);
        Assert.Equal($"{Api.Address.AbsoluteUri.TrimEnd('/')}/v1/invoke/{agent.AgentId}\n", outcome.Output);
        Assert.Contains("✓ bundle", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("warn: an unused import", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost invoke --agent greeter", outcome.Error, StringComparison.Ordinal);
        var request = Assert.Single(Api.Deployments.Created);
        Assert.Equal(("uploaded_bundle", "upl_1", "abc123", null), (request.Artifact!.Type, request.Artifact.UploadId, request.CommitHash, request.Queue));
        using var archive = new ZipArchive(new MemoryStream(Assert.Single(Api.Deployments.Uploads)));
        Assert.Equal(["agent.config.json", "src/index.js"], archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task A_deployment_whose_answer_is_lost_is_asked_for_again_under_the_same_key()
    {
        WriteProject();
        Api.Agents.Add("greeter");
        var keys = new ConcurrentQueue<string>();
        var path = "/v1/agents/agt_1/deployments";
        Api.AnswerNext("POST", path, context =>
        {
            keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            context.Abort();
            return Task.CompletedTask;
        });
        Api.FailNext("POST", path, 409, ErrorCode.Conflict, "The first request is still being served.", retryable: true);

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Single(Api.Deployments.Created);
        Assert.NotEmpty(Assert.Single(keys));
        Assert.Equal(keys, Api.Deployments.Keys);
    }

    [Theory]
    [InlineData("agent.config.json")]
    [InlineData(".webhost.json")]
    [InlineData(".webhostignore")]
    public async Task A_pipe_in_place_of_a_file_is_named_and_not_waited_for(string file)
    {
        WriteProject();
        File.Delete(Cli.Project.At(file));
        using var pipe = Process.Start("mkfifo", Cli.Project.At(file));
        await pipe.WaitForExitAsync();

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"{file} is a pipe", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_deployment_goes_to_the_agent_that_the_project_remembers_even_if_it_was_renamed()
    {
        WriteProject();
        await Cli.RunAsync("deploy");
        var agent = Api.Agents.All.Values.Single();
        Api.Agents.All[agent.AgentId] = agent with { Name = "renamed" };

        var outcome = await Cli.RunAsync("deploy", "--queue", "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, outcome.Json<Deployment>().Version);
        Assert.True(Api.Deployments.Created.Last().Queue);
        Assert.Single(Api.Agents.All);
        using var link = JsonDocument.Parse(File.ReadAllText(Cli.Project.At(".webhost.json")));
        Assert.Equal(agent.AgentId, link.RootElement.GetProperty("agentId").GetString());
    }

    [Fact]
    public async Task A_folder_for_two_runtimes_is_deployed_to_either_and_the_agent_moves()
    {
        WriteProject();
        Cli.Project.With("agent.config.agentcore.json", """{"name":"greeter","protocol":"invoke/v1","runtime":"agentcore","entrypoint":"main.py"}""");
        Cli.Project.With("main.py", "print('hello')");
        Cli.Project.With("node_modules/dep/index.js", "module.exports = 1");
        await Cli.RunAsync("deploy");

        var outcome = await Cli.RunAsync("deploy", "--runtime", "agentcore");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("agentcore", Assert.Single(Api.Agents.All.Values).RuntimeProvider);
        Assert.Contains("moves from cloudflare to agentcore", outcome.Error, StringComparison.Ordinal);
        using var archive = new ZipArchive(new MemoryStream(Api.Deployments.Uploads.Last()));
        Assert.Equal(["agent.config.json", "main.py", "node_modules/dep/index.js", "src/index.js"], archive.Entries.Select(entry => entry.FullName));
        using var packed = JsonDocument.Parse(archive.GetEntry("agent.config.json")!.Open());
        Assert.Equal("agentcore", packed.RootElement.GetProperty("runtime").GetString());
    }

    [Fact]
    public async Task A_folder_without_a_manifest_for_the_runtime_is_not_deployed_there()
    {
        WriteProject();

        var outcome = await Cli.RunAsync("deploy", "--runtime", "agentcore");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("agent.config.agentcore.json", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Agents.All);
    }

    [Fact]
    public async Task Another_api_does_not_get_the_remembered_agent_and_does_not_change_the_memory()
    {
        WriteProject();
        await Cli.RunAsync("deploy");
        var memory = File.ReadAllText(Cli.Project.At(".webhost.json"));
        await using var other = await StandInApi.StartAsync();
        other.Agents.Add("unrelated");

        var outcome = await Cli.RunAsync("deploy", "--api", other.Address.AbsoluteUri);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(other.Agents.All.Values, agent => agent.Name == "greeter");
        Assert.Equal(memory, File.ReadAllText(Cli.Project.At(".webhost.json")));
    }

    [Fact]
    public async Task An_agent_of_the_same_name_is_used_and_said_so()
    {
        WriteProject();
        Api.Agents.PageSize = 1;
        Api.Agents.Add("other");
        Api.Agents.Add("Greeter");

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, Api.Agents.All.Count);
        Assert.Contains("your agent Greeter (agt_2)", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remembered_agent_that_is_gone_says_what_to_do()
    {
        WriteProject();
        Cli.Project.With(".webhost.json", """{"agentId":"agt_gone"}""");

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("agt_gone", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Delete .webhost.json", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_tells_phase_reason_problems_last_log_lines_and_next_step()
    {
        WriteProject();
        Api.Deployments.LastPhase = DeploymentPhase.Bundle;
        Api.Deployments.Outcome = deployment => deployment with
        {
            Status = DeploymentStatus.Failed,
            LastLogLines = ["src/index.js:1:5: ERROR: Unexpected \"}\""],
            Error = new ErrorBody { Code = ErrorCode.DeploymentFailed, Message = "The code has a syntax error.", Retryable = false, TraceId = "trace-5", Problems = [new Problem("src/index.js", "Unexpected \"}\"")] },
        };

        var outcome = await Cli.RunAsync("deploy");
        var scripted = await Cli.RunAsync("deploy", "--json");
        var quiet = await Cli.RunAsync("deploy", "--quiet");

        Assert.Equal(7, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains("✓ validate", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("✗ bundle", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("failed in phase bundle: The code has a syntax error.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("src/index.js:1:5", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("- src/index.js: Unexpected", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("next: Mend what it says", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Version 1 (dep_1) failed", outcome.Error, StringComparison.Ordinal);
        Assert.StartsWith("Its last log lines:\n  src/index.js:1:5", quiet.Error, StringComparison.Ordinal);
        Assert.Equal((7, ErrorCode.DeploymentFailed), (scripted.ExitCode, scripted.Envelope().Code));
        Assert.Equal(("dep_2", DeploymentStatus.Failed), (scripted.Json<Deployment>().DeploymentId, scripted.Json<Deployment>().Status));
        Assert.Contains("src/index.js:1:5", Assert.Single(scripted.Json<Deployment>().LastLogLines!), StringComparison.Ordinal);
        Assert.EndsWith("Its whole log: webhost deployments logs dep_2", scripted.Envelope().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_connections_are_taken_up_again_after_the_last_event()
    {
        WriteProject();
        Api.Deployments.BreakAfter = 2;
        Api.AnswerNext("GET", "/v1/deployments/dep_1/events", async context =>
        {
            await StandInApi.StartEventsAsync(context);
            context.Abort();
        });

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["", "1"], Api.Deployments.Resumed);
        Assert.Equal(7, outcome.Error.Split("✓").Length - 1);
    }

    [Fact]
    public async Task Without_events_the_status_is_polled()
    {
        WriteProject();
        Api.FailNext("GET", "/v1/deployments/dep_1/events", 404, ErrorCode.NotFound, "No events here.");

        var outcome = await Cli.RunAsync("deploy", "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(DeploymentStatus.Active, outcome.Json<Deployment>().Status);
        Assert.Equal(3, Api.Requests.Count(request => request.EndsWith("/status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_deployment_is_followed_through_an_absence_of_the_api()
    {
        WriteProject();
        BeAway();

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("The deployment goes on meanwhile.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Deployed greeter version 1", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Giving_up_on_an_api_that_stays_away_names_the_deployment_that_goes_on(bool json)
    {
        WriteProject();
        BeAway();
        Cli.Time = new HastyClock();

        var outcome = await Cli.RunAsync(["deploy", .. json ? ["--json"] : (string[])[]]);

        Assert.Equal(1, outcome.ExitCode);
        var told = json ? outcome.Envelope().Message : outcome.Error;
        Assert.Contains("Lost sight of dep_1", told, StringComparison.Ordinal);
        Assert.Contains("webhost deployments get dep_1", told, StringComparison.Ordinal);
        Assert.Empty(Api.Deployments.Cancelled);
    }

    [Fact]
    public async Task Cancelling_cancels_on_the_server_and_tells_how_it_ended()
    {
        WriteProject();
        Api.Deployments.Hang = true;
        using var stop = new CancellationTokenSource();

        var run = Cli.RunAsync(["deploy"], cancellationToken: stop.Token);
        await Api.Deployments.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        var outcome = await run;

        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal("dep_1", Assert.Single(Api.Deployments.Cancelled));
        Assert.Contains("dep_1 is cancelled", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_that_could_not_be_cancelled_is_named_as_one_that_may_go_on()
    {
        WriteProject();
        Api.Deployments.Hang = true;
        Api.FailNext("POST", "/v1/deployments/dep_1/cancel", 500, ErrorCode.Internal, "The API restarts.", retryable: true);
        using var stop = new CancellationTokenSource();

        var run = Cli.RunAsync(["deploy"], cancellationToken: stop.Token);
        await Api.Deployments.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        var outcome = await run;

        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("Whether dep_1 is cancelled is not known: The API restarts.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost deployments cancel dep_1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_waiting_answers_with_the_id_at_once()
    {
        WriteProject();
        Api.Deployments.Hang = true;

        var outcome = await Cli.RunAsync("deploy", "--no-wait", "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(("dep_1", DeploymentStatus.Deploying), (outcome.Json<DeploymentAccepted>().DeploymentId, outcome.Json<DeploymentAccepted>().Status));
    }

    [Fact]
    public async Task A_deployment_in_progress_is_a_conflict()
    {
        WriteProject();
        Api.Agents.Add("greeter");
        Api.FailNext("POST", "/v1/agents/agt_1/deployments", 409, ErrorCode.Conflict, "Another deployment is running. Wait for it or use queue.");

        Assert.Equal(5, (await Cli.RunAsync("deploy")).ExitCode);
    }

    [Fact]
    public async Task A_manifest_may_have_what_the_server_lets_it_have()
    {
        Cli.Project.With("agent.config.json", "\uFEFF{ // the agent\n\"name\": \"support\", \"runtime\": \"cloudflare\", \"entrypoint\": \"index.js\", }").With("index.js", "export default {}");

        Assert.Equal(0, (await Cli.RunAsync("deploy")).ExitCode);
    }

    [Theory]
    [InlineData(null, "There is no agent.config.json")]
    [InlineData("{ not json", "is not valid JSON")]
    [InlineData("""{ "name": "support", "entrypoint": ["opentelemetry-instrument", "main.py"] }""", "'entrypoint' must be a text")]
    [InlineData("""{ "name": "support", "env": { "requiredKeys": "KEY" } }""", "'env.requiredKeys' must be a list of texts")]
    [InlineData("[]", "it must be an object")]
    public async Task A_missing_or_malformed_manifest_is_told_before_anything_is_sent(string? manifest, string message)
    {
        if (manifest is not null)
        {
            Cli.Project.With("agent.config.json", manifest);
        }

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("wrangler.jsonc", """{ /* as the starter has it */ "main": "src/server.ts", }""", "cloudflare", "src/server.ts")]
    [InlineData("wrangler.toml", "name = \"x\"\nmain = \"./src/worker.ts\"\n", "cloudflare", "src/worker.ts")]
    [InlineData("langgraph.json", """{ "graphs": { "agent": "./src/agent/graph.ts:graph" } }""", "cloudflare", "src/agent/graph.ts")]
    [InlineData("package.json", """{ "main": "app.js" }""", "cloudflare", "app.js")]
    [InlineData("requirements.txt", "strands-agents", "agentcore", "main.py")]
    public async Task A_project_without_a_manifest_is_shown_the_one_that_it_needs(string configuration, string content, string runtime, string entrypoint)
    {
        Cli.Project.With(configuration, content).With(entrypoint, "code");

        var outcome = await Cli.RunAsync("deploy");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"\"protocol\": \"invoke/v1\", \"runtime\": \"{runtime}\", \"entrypoint\": \"{entrypoint}\"}}", outcome.Error.ReplaceLineEndings(string.Empty), StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("yes\n", true)]
    [InlineData("n\n", false)]
    [InlineData("", false)]
    public async Task Who_is_at_the_keyboard_can_have_it_written_and_deployed(string typed, bool written)
    {
        Cli.Project.With("src/index.ts", "code");
        Cli.Person = true;

        var outcome = await Cli.RunAsync(["deploy"], typed);

        Assert.Contains("Write it and go on? [Y/n]", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(written, outcome.ExitCode == 0);
        Assert.Equal(written, File.Exists(Cli.Project.At("agent.config.json")));
        Assert.Equal(written ? 1 : 0, Api.Deployments.Created.Count);
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for_when_a_manifest_is_proposed()
    {
        Cli.Project.With("src/index.ts", "code");
        using var pipe = Process.Start("mkfifo", Cli.Project.At("wrangler.jsonc"));
        await pipe.WaitForExitAsync();

        var outcome = await Cli.RunAsync("deploy");

        Assert.Contains("\"entrypoint\": \"src/index.ts\"}", outcome.Error.ReplaceLineEndings(string.Empty), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "warning: Left out docs: a symbolic link to a folder")]
    [InlineData("--json", """{"warning":"Left out docs: a symbolic link to a folder""")]
    [InlineData("--quiet", null)]
    public async Task What_is_left_out_is_a_warning_to_people_and_scripts_unless_they_want_none(string? option, string? warning)
    {
        WriteProject();
        Directory.CreateSymbolicLink(Cli.Project.At("docs"), Cli.Project.At("src"));

        var outcome = await Cli.RunAsync(["deploy", .. option is null ? (string[])[] : [option]]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(warning is not null, outcome.Error.Contains(warning ?? "Left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_point_in_dist_and_own_rules_decide_what_is_uploaded()
    {
        Cli.Project.With("agent.config.json", """{"name":"built","runtime":"cloudflare","entrypoint":"dist/index.js"}""")
            .With("dist/index.js").With("notes.md").With("node_modules/a/index.js").With(".webhostignore", "*.md\n");

        await Cli.RunAsync("deploy", "--include-node-modules");

        using var archive = new ZipArchive(new MemoryStream(Assert.Single(Api.Deployments.Uploads)));
        Assert.Equal(["agent.config.json", "dist/index.js", "node_modules/a/index.js"], archive.Entries.Select(entry => entry.FullName));
    }

    private void BeAway()
    {
        Api.FailNext("GET", "/v1/deployments/dep_1/events", 500, ErrorCode.Internal, "The API restarts.", retryable: true);
        Api.FailNext("GET", "/v1/deployments/dep_1/status", 500, ErrorCode.Internal, "The API restarts.", retryable: true);
    }

    private void WriteProject() => Cli.Project.With("agent.config.json", Config).With("src/index.js", "export default {}").With(".env", "KEY_A=1");
}
