using System.Net;
using System.Text.Json;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Secrets;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Deployments beside each other, watched, stopped; agents cloned, disabled and removed.</summary>
[Collection(StackCollection.Name)]
public sealed class DeploymentLifeTests(StackFixture fixture)
{
    private const string Manifest = """{"protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "index.js", "env": {"requiredKeys": [], "optionalKeys": []}, "capabilities": {"streaming": false, "tools": false}}""";

    [Fact]
    public async Task A_second_deployment_is_a_conflict_or_waits_in_line()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var first = await api.StartDeploymentAsync(agent.AgentId, AgentArchive.Invoking("return 'one';"));

        var upload = await ApiClient.ReadAsync<ArtifactUploaded>(await api.UploadAsync(agent.AgentId, AgentArchive.Invoking("return 'two';")));
        var refused = await api.SendAsync(HttpMethod.Post, $"/v1/agents/{agent.AgentId}/deployments", ApiClient.Request(upload.UploadId));
        var queued = await api.PostAsync<CreateDeploymentRequest, DeploymentAccepted>($"/v1/agents/{agent.AgentId}/deployments", ApiClient.Request(upload.UploadId, queue: true));

        Assert.Equal(ErrorCode.Conflict, (await ApiClient.ErrorAsync(refused, HttpStatusCode.Conflict)).Code);
        Assert.Equal(DeploymentStatus.Active, (await api.EndOfAsync(queued.DeploymentId)).Status);
        Assert.Equal(DeploymentStatus.Superseded, (await api.EndOfAsync(first.DeploymentId)).Status);
        Assert.Equal("two", (await api.InvokeAsync(agent.AgentId, "x")).Output.Text);
        Assert.Equal([2, 1], (await api.GetAsync<Page<Deployment>>($"/v1/agents/{agent.AgentId}/deployments")).Items.Select(item => item.Version));
    }

    [Fact]
    public async Task A_deployment_tells_what_it_consists_of_but_no_secret()
    {
        const string secret = "sk-canary-0815-do-not-show";
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.SendAsync(HttpMethod.Put, $"/v1/agents/{agent.AgentId}/secrets/MODEL_KEY", new SetSecretRequest { Value = secret });
        var deployment = await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';", requiredKeys: ["MODEL_KEY"]));

        var answer = await api.Http.GetAsync($"/v1/deployments/{deployment.DeploymentId}/contents");

        var contents = await ApiClient.ReadAsync<DeploymentContents>(answer);
        Assert.Equal("index.js", contents.Manifest!.Entrypoint);
        Assert.Equal(["MODEL_KEY"], contents.SecretKeys);
        Assert.Equal(["agent.config.json", "index.js"], contents.Files!.Select(file => file.Path));
        Assert.StartsWith("sha256:", contents.BuildChecksum, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_has_the_fields_of_a_durable_status()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var upload = await ApiClient.ReadAsync<ArtifactUploaded>(await api.UploadAsync(agent.AgentId, AgentArchive.Invoking("return 'x';")));
        var answer = await api.SendAsync(HttpMethod.Post, $"/v1/agents/{agent.AgentId}/deployments", ApiClient.Request(upload.UploadId));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        var location = answer.Headers.Location!.ToString();
        var ended = await Eventually.ValueAsync(async () =>
        {
            var status = await api.Http.GetAsync(location);
            Assert.Contains(status.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.OK });
            return status.StatusCode == HttpStatusCode.OK ? status : null;
        }, "the end");
        var body = await ApiClient.ReadAsync<OrchestrationStatus>(ended);
        Assert.Equal("Completed", body.RuntimeStatus);
        Assert.Equal("DeployAgent", body.Name);
        Assert.Equal(100, body.CustomStatus!.PercentComplete);
        Assert.Equal(DeploymentStatus.Active, body.Output!.Status);
    }

    [Fact]
    public async Task A_deployment_can_be_followed_to_its_end()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var accepted = await api.StartDeploymentAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        await using var stream = await api.Http.GetStreamAsync($"/v1/deployments/{accepted.DeploymentId}/events");
        var events = new List<(string Type, JsonElement Data)>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync())
        {
            events.Add((item.EventType, JsonDocument.Parse(item.Data).RootElement.Clone()));
        }

        Assert.Equal("done", events[^1].Type);
        Assert.Equal("active", events[^1].Data.GetProperty("status").GetString());
        Assert.Contains(events, item => item.Type == "progress");
        Assert.Contains(events, item => item.Type == "log");
    }

    [Fact]
    public async Task A_cancelled_deployment_ends_as_cancelled_or_was_done_already()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var accepted = await api.StartDeploymentAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("index.js", "export default { invoke: () => 'x' };"), ("ballast.txt", new string('x', 5_000_000))));

        var cancelled = await api.Http.PostAsync($"/v1/deployments/{accepted.DeploymentId}/cancel", content: null);
        var ended = await api.EndOfAsync(accepted.DeploymentId);

        Assert.True(
            (cancelled.StatusCode == HttpStatusCode.Accepted && ended.Status is DeploymentStatus.Cancelled or DeploymentStatus.Active)
            || (cancelled.StatusCode == HttpStatusCode.Conflict && ended.Status == DeploymentStatus.Active),
            $"{cancelled.StatusCode} {ended.Status}");
        var after = await api.GetAsync<Agent>($"/v1/agents/{agent.AgentId}");
        Assert.Null(after.DeployingDeploymentId);
    }

    [Fact]
    public async Task A_deployment_that_never_served_cannot_be_rolled_back_to()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));
        var failed = await api.TryDeployAsync(agent.AgentId, AgentArchive.Of("throw new Error('no');"));

        var answer = await api.SendAsync(HttpMethod.Post, $"/v1/agents/{agent.AgentId}/rollback", new RollbackRequest { DeploymentId = failed.DeploymentId });

        Assert.Equal(ErrorCode.Conflict, (await ApiClient.ErrorAsync(answer, HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task A_disabled_agent_refuses_invocations_until_it_is_enabled()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        await api.Http.PostAsync($"/v1/agents/{agent.AgentId}/disable", content: null);
        await ApiClient.ErrorAsync(await api.TryInvokeAsync(agent.AgentId, "x"), HttpStatusCode.Conflict);
        await api.Http.PostAsync($"/v1/agents/{agent.AgentId}/enable", content: null);

        Assert.Equal("x", (await api.InvokeAsync(agent.AgentId, "x")).Output.Text);
    }

    [Fact]
    public async Task A_clone_has_its_own_life()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync("source", new Dictionary<string, string>(StringComparer.Ordinal) { ["MODE"] = "cloned" });
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return context.env.MODE;"));

        var clone = await ApiClient.ReadAsync<Agent>(await api.Http.PostAsync($"/v1/agents/{agent.AgentId}/clone", content: null));

        Assert.Equal("source-copy", clone.Name);
        await api.EndOfAsync(clone.DeployingDeploymentId!);
        await api.Http.DeleteAsync($"/v1/agents/{agent.AgentId}");
        Assert.Equal("cloned", (await api.InvokeAsync(clone.AgentId, "x")).Output.Text);
    }

    [Fact]
    public async Task A_deleted_agent_is_gone_at_once_and_its_name_is_free()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync("gone");
        var deployment = await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));

        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync($"/v1/agents/{agent.AgentId}")).StatusCode);

        await ApiClient.ErrorAsync(await api.TryInvokeAsync(agent.AgentId, "x"), HttpStatusCode.NotFound);
        await ApiClient.ErrorAsync(await api.Http.GetAsync($"/v1/agents/{agent.AgentId}"), HttpStatusCode.NotFound);
        await api.CreateAgentAsync("gone");
        await Eventually.TrueAsync(async () => (await api.Http.GetAsync($"/v1/deployments/{deployment.DeploymentId}")).StatusCode == HttpStatusCode.NotFound, "the clean-up");
    }

    [Fact]
    public async Task A_lost_update_is_noticed_by_its_version()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var read = await api.Http.GetAsync($"/v1/agents/{agent.AgentId}");
        await api.SendAsync(HttpMethod.Patch, $"/v1/agents/{agent.AgentId}", new UpdateAgentRequest { Description = "first" });

        using var late = new HttpRequestMessage(HttpMethod.Patch, $"/v1/agents/{agent.AgentId}") { Content = System.Net.Http.Json.JsonContent.Create(new { description = "second" }) };
        late.Headers.TryAddWithoutValidation("If-Match", read.Headers.GetValues("ETag").Single());

        Assert.Equal(ErrorCode.Conflict, (await ApiClient.ErrorAsync(await api.Http.SendAsync(late), HttpStatusCode.PreconditionFailed)).Code);
    }
}
