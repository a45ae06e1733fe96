using System.IO.Compression;
using System.Net;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Bad input gets its clear error and leaves nothing behind.</summary>
[Collection(StackCollection.Name)]
public sealed class BadInputTests(StackFixture fixture)
{
    private const string Echo = "export default { async invoke() { return 'ok'; } };";

    public static TheoryData<string, string, string> BrokenArchives => new()
    {
        { "missing manifest", "INVALID_REQUEST", "agent.config.json" },
        { "malformed manifest", "INVALID_REQUEST", "JSON" },
        { "wrong runtime", "INVALID_REQUEST", "runtime" },
        { "path traversal", "INVALID_REQUEST", "../" },
        { "no archive", "INVALID_REQUEST", "archive" },
        { "zip bomb", "INVALID_REQUEST", "" },
        { "syntax error", "", "index.js" },
        { "throws at start", "DEPLOYMENT_FAILED", "index.js:2" },
        { "spins at start", "DEPLOYMENT_FAILED", "" },
        { "no handler", "INVALID_REQUEST", "export" },
        { "missing secret", "INVALID_REQUEST", "OPENAI_API_KEY" },
    };

    [Theory]
    [MemberData(nameof(BrokenArchives))]
    public async Task A_broken_archive_ends_as_failed_with_its_reason_and_leaves_the_agent_as_it_was(string kind, string code, string mentions)
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var working = await api.DeployAsync(agent.AgentId, AgentArchive.Of(Echo));

        var failed = await api.TryDeployAsync(agent.AgentId, Archive(kind));

        Assert.Equal(DeploymentStatus.Failed, failed.Status);
        Assert.NotNull(failed.Error);
        var everything = $"{failed.Error.Message} {string.Join(' ', failed.Error.Problems?.Select(problem => $"{problem.Path} {problem.Message}") ?? [])}";
        Assert.Contains(mentions, everything, StringComparison.OrdinalIgnoreCase);
        if (code.Length > 0)
        {
            Assert.Equal(code, System.Text.Json.JsonSerializer.Serialize(failed.Error.Code).Trim('"'));
        }

        Assert.Matches("^[0-9a-f]{32}$", failed.Error.TraceId);
        Assert.NotEmpty(failed.LastLogLines!);
        Assert.Equal("ok", (await api.InvokeAsync(agent.AgentId, "x")).Output.Text);
        var after = await api.GetAsync<Agent>($"/v1/agents/{agent.AgentId}");
        Assert.Equal(working.DeploymentId, after.ActiveDeploymentId);
        Assert.Null(after.DeployingDeploymentId);
        Assert.Equal(AgentStatus.Active, after.Status);
    }

    [Fact]
    public async Task A_first_deployment_that_fails_leaves_the_agent_in_error()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();

        await api.TryDeployAsync(agent.AgentId, Archive("throws at start"));

        Assert.Equal(AgentStatus.Error, (await api.GetAsync<Agent>($"/v1/agents/{agent.AgentId}")).Status);
        await ApiClient.ErrorAsync(await api.TryInvokeAsync(agent.AgentId, "x"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task All_problems_of_a_request_are_named_at_once()
    {
        using var api = await fixture.NewUserAsync();

        var error = await ApiClient.ErrorAsync(
            await api.SendAsync(HttpMethod.Post, "/v1/agents", new CreateAgentRequest { Name = " ", RuntimeProvider = "moon", EnvVarKeys = ["1X", "TELEMETRY_SECRET"] }), HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Equal(["name", "runtimeProvider", "envVarKeys[0]", "envVarKeys[1]"], error.Problems!.Select(problem => problem.Path));
    }

    [Fact]
    public async Task An_unknown_member_is_refused()
    {
        using var api = await fixture.NewUserAsync();
        using var content = new StringContent("""{"name": "x", "runtimProvider": "cloudflare"}""", System.Text.Encoding.UTF8, "application/json");

        var error = await ApiClient.ErrorAsync(await api.Http.PostAsync("/v1/agents", content), HttpStatusCode.BadRequest);

        Assert.Contains("runtimProvider", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"input": 5}""")]
    [InlineData("""{"input": {"prompt": "a", "messages": []}}""")]
    [InlineData("""{"input": {"messages": [{"role": "king", "content": "x"}]}}""")]
    [InlineData("""{"input": {"prompt": "a"}, "input": {"prompt": "b"}}""")]
    [InlineData("""{"input": {"prompt": "a"}, "sessionId": "../../x"}""")]
    [InlineData("""{"input": {"prompt": "a"}, "sessionId": ".."}""")]
    public async Task A_malformed_invocation_is_refused(string body)
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var error = await ApiClient.ErrorAsync(await api.Http.PostAsync($"/v1/invoke/{agent.AgentId}", content), HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.False(error.Retryable);
    }

    [Theory]
    [InlineData("/v1/agents?cursor=garbage")]
    [InlineData("/v1/audit?cursor=-")]
    [InlineData("/v1/api-keys?cursor=AAAA")]
    public async Task A_cursor_that_no_page_gave_is_refused(string path)
    {
        using var api = await fixture.NewUserAsync();

        var error = await ApiClient.ErrorAsync(await api.Http.GetAsync(path), HttpStatusCode.BadRequest);

        Assert.Equal("cursor", Assert.Single(error.Problems!).Path);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("%00")]
    [InlineData("%27%20or%20RowKey%20gt%20%27")]
    [InlineData("0638400000000000000-00000x")]
    public async Task A_place_in_a_deployment_s_log_that_no_line_has_is_refused(string cursor)
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var accepted = await api.StartDeploymentAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));
        using var resumed = new HttpRequestMessage(HttpMethod.Get, $"/v1/deployments/{accepted.DeploymentId}/events");
        resumed.Headers.TryAddWithoutValidation("Last-Event-ID", cursor);

        var page = await ApiClient.ErrorAsync(await api.Http.GetAsync($"/v1/deployments/{accepted.DeploymentId}/logs?cursor={cursor}"), HttpStatusCode.BadRequest);
        var events = await ApiClient.ErrorAsync(await api.Http.SendAsync(resumed, HttpCompletionOption.ResponseHeadersRead), HttpStatusCode.BadRequest);

        Assert.Equal(("cursor", "Last-Event-ID"), (Assert.Single(page.Problems!).Path, Assert.Single(events.Problems!).Path));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2E")]
    [InlineData(".")]
    public async Task A_session_of_dots_is_not_its_agent(string session)
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var target = new Uri($"{api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}/v1/agents/{agent.AgentId}/sessions/{session}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        var error = await ApiClient.ErrorAsync(await api.Http.DeleteAsync(target), HttpStatusCode.BadRequest);

        Assert.Equal("path", Assert.Single(error.Problems!).Path);
        Assert.Equal(agent.AgentId, (await api.GetAsync<Agent>($"/v1/agents/{agent.AgentId}")).AgentId);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();

        var answer = await api.SendAsync(HttpMethod.Post, $"/v1/invoke/{agent.AgentId}", new InvokeRequest { Input = new InvokeInput { Prompt = new string('x', 1_100_000) } });

        await ApiClient.ErrorAsync(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_agent_that_spins_is_stopped_and_its_neighbour_goes_on()
    {
        using var api = await fixture.NewUserAsync();
        var spinning = await api.CreateAgentAsync("spinning");
        var healthy = await api.CreateAgentAsync("healthy");
        await api.DeployAsync(spinning.AgentId, AgentArchive.Invoking("if (request.messages.at(-1).content === 'spin') for (;;) {} return 'fine';"));
        await api.DeployAsync(healthy.AgentId, AgentArchive.Of(Echo));

        var stuck = api.TryInvokeAsync(spinning.AgentId, "spin");
        Assert.Equal("ok", (await api.InvokeAsync(healthy.AgentId, "x")).Output.Text);

        var answer = await stuck;
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadGateway, HttpStatusCode.GatewayTimeout });
        await Eventually.TrueAsync(async () => (await api.TryInvokeAsync(spinning.AgentId, "x")).IsSuccessStatusCode, "the agent to answer again");
    }

    [Fact]
    public async Task An_agent_that_answers_without_end_is_cut()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return (async function* () { const chunk = 'x'.repeat(1 << 20); for (let i = 0; i < 2048; i++) yield chunk; })();"));

        var answer = await api.TryInvokeAsync(agent.AgentId, "x");

        Assert.Equal(ErrorCode.RuntimeError, (await ApiClient.ErrorAsync(answer, HttpStatusCode.BadGateway)).Code);
    }

    private static byte[] Archive(string kind) => kind switch
    {
        "missing manifest" => AgentArchive.Zip(("index.js", Echo)),
        "malformed manifest" => AgentArchive.Zip(("agent.config.json", "{ not json"), ("index.js", Echo)),
        "wrong runtime" => AgentArchive.Zip(
            ("agent.config.json", """{"protocol": "invoke/v1", "runtime": "agentcore", "entrypoint": "index.js", "env": {"requiredKeys": [], "optionalKeys": []}, "capabilities": {"streaming": false, "tools": false}}"""),
            ("index.js", Echo)),
        "path traversal" => AgentArchive.Zip(("../evil.js", "x"), ("agent.config.json", "{}")),
        "no archive" => "this is no archive"u8.ToArray(),
        "zip bomb" => Bomb(),
        "syntax error" => AgentArchive.Of("export default { async invoke( { return 'x'; } };"),
        "throws at start" => AgentArchive.Of($"{Echo}\nthrow new Error('boom at start');"),
        "spins at start" => AgentArchive.Of($"for (;;) {{}}\n{Echo}"),
        "no handler" => AgentArchive.Of("export const nothing = 1;"),
        "missing secret" => AgentArchive.Of(Echo, requiredKeys: ["OPENAI_API_KEY"]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static byte[] Bomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("zeros", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var megabyte = 0; megabyte < 512; megabyte++)
            {
                entry.Write(zeros);
            }
        }

        return bytes.ToArray();
    }
}
