using System.Net;
using System.Net.Http.Json;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>API keys: what they allow, and until when.</summary>
[Collection(StackCollection.Name)]
public sealed class CredentialTests(StackFixture fixture)
{
    [Fact]
    public async Task A_key_allows_what_its_scopes_say_and_nothing_else()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'ok';"));
        using var invoker = api.With(await KeyAsync(api, ["invoke"]));
        using var reader = api.With(await KeyAsync(api, ["read"]));

        Assert.Equal("ok", (await invoker.InvokeAsync(agent.AgentId, "x")).Output.Text);
        Assert.Equal(ErrorCode.Unauthorized, (await ApiClient.ErrorAsync(await invoker.Http.GetAsync("/v1/agents"), HttpStatusCode.Forbidden)).Code);
        Assert.Single((await reader.GetAsync<Page<Agent>>("/v1/agents")).Items);
        await ApiClient.ErrorAsync(await reader.TryInvokeAsync(agent.AgentId, "x"), HttpStatusCode.Forbidden);
        await ApiClient.ErrorAsync(await reader.Http.GetAsync("/v1/api-keys"), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_for_one_agent_does_not_reach_another()
    {
        using var api = await fixture.NewUserAsync();
        var mine = await api.CreateAgentAsync("mine");
        var other = await api.CreateAgentAsync("other");
        using var keyed = api.With(await KeyAsync(api, ["read", "invoke"], mine.AgentId));

        Assert.Equal(mine.AgentId, (await keyed.GetAsync<Agent>($"/v1/agents/{mine.AgentId}")).AgentId);
        Assert.Equal(mine.AgentId, Assert.Single((await keyed.GetAsync<Page<Agent>>("/v1/agents")).Items).AgentId);
        await ApiClient.ErrorAsync(await keyed.Http.GetAsync($"/v1/agents/{other.AgentId}"), HttpStatusCode.NotFound);
        await ApiClient.ErrorAsync(await keyed.TryInvokeAsync(other.AgentId, "x"), HttpStatusCode.NotFound);
        foreach (var path in new[] { "/v1/limits", "/v1/billing/subscription" })
        {
            Assert.Equal(ErrorCode.Unauthorized, (await ApiClient.ErrorAsync(await keyed.Http.GetAsync(path), HttpStatusCode.Forbidden)).Code);
        }

        Assert.NotNull((await api.GetAsync<Me>("/v1/me")).Email);
        Assert.Null((await keyed.GetAsync<Me>("/v1/me")).Email);
    }

    [Fact]
    public async Task A_revoked_key_stops_working_within_two_seconds()
    {
        using var api = await fixture.NewUserAsync();
        var created = await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "short", Scopes = ["read"] });
        using var keyed = api.With(created.Key);
        await keyed.GetAsync<Page<Agent>>("/v1/agents");

        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync($"/v1/api-keys/{created.ApiKey.KeyId}")).StatusCode);

        await Eventually.TrueAsync(async () => (await keyed.Http.GetAsync("/v1/agents")).StatusCode == HttpStatusCode.Unauthorized, "the key to be refused", TimeSpan.FromSeconds(2));
        Assert.Empty((await api.GetAsync<Page<ApiKey>>("/v1/api-keys")).Items);
    }

    [Fact]
    public async Task A_rotated_key_s_old_secret_works_until_its_grace_ends_and_the_rotation_is_served_once()
    {
        using var api = await fixture.NewUserAsync();
        var created = await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "nightly", Scopes = ["read"] });
        using var before = api.With(created.Key);
        await before.GetAsync<Page<Agent>>("/v1/agents");

        var rotated = await RotateAsync(api, created.ApiKey.KeyId, graceSeconds: 4, "once");
        var repeated = await RotateAsync(api, created.ApiKey.KeyId, graceSeconds: 4, "once");

        Assert.Equal((created.ApiKey.KeyId, rotated.Key, rotated.ApiKey.RotationId), (rotated.ApiKey.KeyId, repeated.Key, repeated.ApiKey.RotationId));
        using var after = api.With(rotated.Key);
        await after.GetAsync<Page<Agent>>("/v1/agents");
        await before.GetAsync<Page<Agent>>("/v1/agents");
        await Eventually.TrueAsync(async () => (await before.Http.GetAsync("/v1/agents")).StatusCode == HttpStatusCode.Unauthorized, "the end of the grace", TimeSpan.FromSeconds(10));
        Assert.True(DateTimeOffset.UtcNow >= rotated.ApiKey.PreviousEndsAt);
        await after.GetAsync<Page<Agent>>("/v1/agents");
        await ApiClient.ErrorAsync(await after.Http.PostAsync($"/v1/api-keys/{created.ApiKey.KeyId}/rotate", content: null), HttpStatusCode.Forbidden);
        Assert.Empty(fixture.Stack.FilesWith(rotated.Key));
    }

    [Fact]
    public async Task A_stream_ends_soon_after_its_key_was_revoked()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        var created = await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "short", Scopes = ["read"] });
        using var keyed = api.With(created.Key);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/{agent.AgentId}/logs") { Headers = { Accept = { new("text/event-stream") } } };
        using var answer = await keyed.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var read = answer.Content.ReadAsStringAsync();
        await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(3)));
        Assert.False(read.IsCompleted);

        await api.Http.DeleteAsync($"/v1/api-keys/{created.ApiKey.KeyId}");

        Assert.Contains("UNAUTHENTICATED", await read.WaitAsync(TimeSpan.FromSeconds(5)), StringComparison.Ordinal);
    }

    private static async Task<ApiKeyCreated> RotateAsync(ApiClient api, string keyId, int graceSeconds, string idempotencyKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/api-keys/{keyId}/rotate") { Content = JsonContent.Create(new { graceSeconds }), Headers = { { "Idempotency-Key", idempotencyKey } } };
        return await ApiClient.ReadAsync<ApiKeyCreated>(await api.Http.SendAsync(request));
    }

    private static async Task<string> KeyAsync(ApiClient api, string[] scopes, string? agentId = null) =>
        (await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "test", Scopes = scopes, AgentId = agentId })).Key;
}
