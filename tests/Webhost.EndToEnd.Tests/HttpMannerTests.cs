using System.Net;
using System.Net.Http.Headers;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>What HTTP itself promises: methods, versions, and an envelope for whatever goes wrong.</summary>
[Collection(StackCollection.Name)]
public sealed class HttpMannerTests(StackFixture fixture)
{
    [Theory]
    [InlineData("PUT", "/v1/me", "DELETE, GET")]
    [InlineData("PUT", "/v1/agents", "GET, POST")]
    [InlineData("POST", "/v1/agents/agt_x", "DELETE, GET, PATCH")]
    [InlineData("GET", "/v1/invoke/agt_x", "POST")]
    [InlineData("HEAD", "/v1/limits", "GET")]
    [InlineData("OPTIONS", "/v1/limits", "GET")]
    public async Task A_path_that_takes_other_methods_says_which(string method, string path, string allowed)
    {
        using var http = new HttpClient { BaseAddress = fixture.Stack.ControlPlane };
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
        if (method is not "HEAD")
        {
            var error = await ApiClient.ErrorAsync(answer, HttpStatusCode.MethodNotAllowed);
            Assert.Equal((ErrorCode.InvalidRequest, false), (error.Code, error.Retryable));
            Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/operator/billing/events")]
    public async Task A_path_that_is_not_there_takes_no_method(string path)
    {
        using var http = new HttpClient { BaseAddress = fixture.Stack.ControlPlane };

        using var answer = await http.DeleteAsync(path);

        Assert.Equal(ErrorCode.NotFound, (await ApiClient.ErrorAsync(answer, HttpStatusCode.NotFound)).Code);
        Assert.Empty(answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_version_that_the_reader_has_is_not_sent_again()
    {
        using var api = await fixture.NewUserAsync();
        var path = $"/v1/agents/{(await api.CreateAgentAsync()).AgentId}";
        using var first = await api.Http.GetAsync(path);
        var version = first.Headers.ETag!;
        Assert.False(version.IsWeak);

        using var same = await GetAsync(api, path, new EntityTagHeaderValue("\"other\""), version);
        Assert.Equal((HttpStatusCode.NotModified, version), (same.StatusCode, same.Headers.ETag));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        using var any = await GetAsync(api, path, EntityTagHeaderValue.Any);
        Assert.Equal(HttpStatusCode.NotModified, any.StatusCode);

        (await api.SendAsync(HttpMethod.Patch, path, new UpdateAgentRequest { Description = "changed" })).EnsureSuccessStatusCode();
        using var changed = await GetAsync(api, path, version);
        Assert.Equal("changed", (await ApiClient.ReadAsync<Agent>(changed)).Description);
        Assert.NotEqual(version, changed.Headers.ETag);

        // Nobody learns by it whether there is an agent.
        using var stranger = await fixture.NewUserAsync();
        using var hidden = await GetAsync(stranger, path, EntityTagHeaderValue.Any);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_compressed_is_refused_by_that_name_where_it_is_not_taken()
    {
        using var api = await fixture.NewUserAsync();
        using var content = new StringContent("""{"name":"a","framework":"custom","runtimeProvider":"cloudflare"}""", System.Text.Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var answer = await api.Http.PostAsync("/v1/agents", content);

        Assert.Equal("Content-Encoding", (await ApiClient.ErrorAsync(answer, HttpStatusCode.BadRequest)).Problems![0].Path);
    }

    [Fact]
    public async Task A_report_that_is_compressed_is_refused_for_its_signature_alone()
    {
        using var http = new HttpClient { BaseAddress = fixture.Stack.ControlPlane };
        using var content = new ByteArrayContent([1]) { Headers = { ContentEncoding = { "gzip" } } };
        content.Headers.Add("X-Telemetry-Deployment-Id", "dep_x");
        content.Headers.Add("X-Telemetry-Signature", $"v1={new string('0', 64)}");

        using var answer = await http.PostAsync("/v1/telemetry/report", content);

        await ApiClient.ErrorAsync(answer, HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiClient api, string path, params EntityTagHeaderValue[] known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var version in known)
        {
            request.Headers.IfNoneMatch.Add(version);
        }

        return await api.Http.SendAsync(request);
    }
}
