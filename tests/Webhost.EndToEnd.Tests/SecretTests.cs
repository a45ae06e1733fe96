using System.Net;
using Webhost.Contracts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Secrets;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Secrets reach the agent and nothing else.</summary>
[Collection(StackCollection.Name)]
public sealed class SecretTests(StackFixture fixture)
{
    [Fact]
    public async Task A_planted_secret_is_found_nowhere_but_in_the_agent()
    {
        var canary = $"canary-{Guid.NewGuid():n}";
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await SetAsync(api, agent.AgentId, "TOKEN", canary);
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking(
            """
            console.log('the token is ' + context.env.TOKEN);
            if (request.messages.at(-1).content === 'fail') throw new Error('failed with ' + context.env.TOKEN);
            return String(context.env.TOKEN?.length);
            """,
            requiredKeys: ["TOKEN"]));

        var answer = await api.InvokeAsync(agent.AgentId, "x");
        var failure = await (await api.TryInvokeAsync(agent.AgentId, "fail")).Content.ReadAsStringAsync();
        var listed = await api.Http.GetStringAsync($"/v1/agents/{agent.AgentId}/secrets");
        await Eventually.TrueAsync(async () => (await api.Http.GetStringAsync($"/v1/agents/{agent.AgentId}/logs")).Contains("the token is", StringComparison.Ordinal), "the log line");
        var logs = await api.Http.GetStringAsync($"/v1/agents/{agent.AgentId}/logs");

        Assert.Equal(canary.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Output.Text);
        Assert.All([failure, listed, logs, fixture.Stack.Output], text => Assert.DoesNotContain(canary, text, StringComparison.Ordinal));
        Assert.Empty(fixture.Stack.FilesWith(canary));
    }

    [Fact]
    public async Task A_replaced_secret_reaches_the_running_agent_also_after_a_roll_back()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await SetAsync(api, agent.AgentId, "TOKEN", "first");
        var code = AgentArchive.Invoking("return context.env.TOKEN;", optionalKeys: ["TOKEN"]);
        var one = await api.DeployAsync(agent.AgentId, code);
        await api.DeployAsync(agent.AgentId, code);
        await api.PostAsync<RollbackRequest, Deployment>($"/v1/agents/{agent.AgentId}/rollback", new RollbackRequest { DeploymentId = one.DeploymentId });

        var metadata = await SetAsync(api, agent.AgentId, "TOKEN", "second");

        Assert.True(metadata.Applied);
        Assert.Equal("second", (await api.InvokeAsync(agent.AgentId, "x")).Output.Text);
    }

    [Fact]
    public async Task A_secret_is_listed_by_name_and_can_be_removed()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await SetAsync(api, agent.AgentId, "A_KEY", "value");

        Assert.Equal("A_KEY", Assert.Single((await api.GetAsync<Page<SecretMetadata>>($"/v1/agents/{agent.AgentId}/secrets")).Items).Key);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync($"/v1/agents/{agent.AgentId}/secrets/A_KEY")).StatusCode);
        Assert.Empty((await api.GetAsync<Page<SecretMetadata>>($"/v1/agents/{agent.AgentId}/secrets")).Items);
        await SetAsync(api, agent.AgentId, "A_KEY", "again");
        await ApiClient.ErrorAsync(await api.Http.DeleteAsync($"/v1/agents/{agent.AgentId}/secrets/NO_SUCH"), HttpStatusCode.NotFound);
    }

    private static async Task<SecretMetadata> SetAsync(ApiClient api, string agentId, string key, string value) =>
        await ApiClient.ReadAsync<SecretMetadata>(await api.SendAsync(HttpMethod.Put, $"/v1/agents/{agentId}/secrets/{key}", new SetSecretRequest { Value = value }));
}
