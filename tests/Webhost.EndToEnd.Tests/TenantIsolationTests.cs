using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Errors;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Every route of the API's own description, called with another tenant's ids, answers as if they did not exist.</summary>
[Collection(StackCollection.Name)]
public sealed partial class TenantIsolationTests(StackFixture fixture)
{
    [Fact]
    public async Task Every_route_with_an_id_answers_not_found_to_another_tenant()
    {
        using var owner = await fixture.NewUserAsync();
        using var stranger = await fixture.NewUserAsync();
        var agent = await owner.CreateAgentAsync();
        var deployment = await owner.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'mine';"));
        var session = (await owner.InvokeAsync(agent.AgentId, "x")).SessionId;
        var invocation = await owner.InvokeLaterAsync(agent.AgentId, "x");
        var key = await owner.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "k", Scopes = ["read"] });
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["agentId"] = agent.AgentId,
            ["deploymentId"] = deployment.DeploymentId,
            ["sessionId"] = session,
            ["invocationId"] = invocation.InvocationId,
            ["key"] = "SOME_KEY",
            ["keyId"] = key.ApiKey.KeyId,
            ["deletionId"] = $"del_{Guid.NewGuid():n}",
        };

        var called = 0;
        using var document = JsonDocument.Parse(await stranger.Http.GetStringAsync("/v1/openapi.json"));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(path => path.Name.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), Parameter().Replace(path.Name, match => ids[match.Groups["name"].Value])) { Content = BodyFor(path.Name, method.Name, deployment.DeploymentId) };
                using var answer = await stranger.Http.SendAsync(request);
                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method.Name} {path.Name} answered {(int)answer.StatusCode}: {body}");
                Assert.Contains("NOT_FOUND", body, StringComparison.Ordinal);
                called++;
            }
        }

        Assert.True(called >= 20, $"only {called} routes were called");
        Assert.Equal("mine", (await owner.InvokeAsync(agent.AgentId, "x", session)).Output.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("whk_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImlzcyI6Imh0dHA6Ly8xMjcuMC4wLjE6NzA3MiJ9.")]
    public async Task No_route_lets_a_bad_credential_in(string? credential)
    {
        using var api = new ApiClient(fixture.Stack.ControlPlane, credential);
        using var document = JsonDocument.Parse(await api.Http.GetStringAsync("/v1/openapi.json"));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject().Where(method => method.Value.TryGetProperty("security", out _)))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), Parameter().Replace(path.Name, "x"));
                using var answer = await api.Http.SendAsync(request);
                Assert.Equal(ErrorCode.Unauthenticated, (await ApiClient.ErrorAsync(answer, HttpStatusCode.Unauthorized)).Code);
            }
        }
    }

    // Bodies that would be accepted from the owner: the id alone must decide.
    private static HttpContent? BodyFor(string path, string method, string deploymentId)
    {
        if (path.EndsWith("/artifacts", StringComparison.Ordinal))
        {
            return new ByteArrayContent([1]) { Headers = { ContentType = new("application/zip") } };
        }

        object? body = (path, method) switch
        {
            ("/v1/invoke/{agentId}" or "/invoke/{agentId}", _) => new { input = new { prompt = "x" } },
            ("/v1/agents/{agentId}/secrets/{key}", "put") => new { value = "x" },
            ("/v1/agents/{agentId}/rollback", _) => new { deploymentId },
            ("/v1/agents/{agentId}/deployments", "post") => new { artifact = new { type = "uploaded_bundle", uploadId = "upl_00000000000000000000000000000000" } },
            (_, "patch") => new { description = "x" },
            _ => null,
        };
        return body is null ? null : JsonContent.Create(body);
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
