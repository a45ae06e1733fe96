using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>What HTTP itself promises: methods, versions, and an envelope for whatever goes wrong.</summary>
[Collection(StackCollection.Name)]
public sealed class HttpMannerTests(StackFixture fixture)
{
    // With the official packages a host stands in front of the control plane, and turns away by itself what it can't read: there the envelope is out of reach.
    private static readonly bool HostAnswers = Environment.GetEnvironmentVariable("Local__ControlPlanePath") is not null;

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

    [Theory]
    [InlineData("GET /v1/agents/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /v1/agents HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", 400)]
    [InlineData("what is this\r\n\r\n", 400)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /%00 HTTP/1.1\r\n\r\n", 400)]
    public async Task A_request_that_the_server_cannot_read_gets_the_envelope_too(string request, int status)
    {
        var answer = await SendRawAsync(request);

        var last = answer[answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..];
        Assert.StartsWith($"HTTP/1.1 {status} ", last, StringComparison.Ordinal);
        if (HostAnswers)
        {
            return;
        }

        Assert.Contains("\r\nConnection: close\r\n", last, StringComparison.Ordinal);
        var (head, body) = (last[..last.IndexOf("\r\n\r\n", StringComparison.Ordinal)], last[(last.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", head, StringComparison.Ordinal);
        using var whole = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        var error = await ApiClient.ErrorAsync(whole, (HttpStatusCode)status);
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains(error.TraceId, head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_too_long_and_headers_that_are_too_large_get_the_envelope_too()
    {
        var envelope = HostAnswers ? string.Empty : "(.|\r|\n)*\"INVALID_REQUEST\"";
        Assert.Matches($"^HTTP/1.1 414 {envelope}", await SendRawAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Matches($"^HTTP/1.1 431 {envelope}", await SendRawAsync($"GET / HTTP/1.1\r\nHost: x\r\nX-A: {new string('x', 40_000)}\r\n\r\n"));
    }

    // The server closes the connection, so that all of its answer is read.
    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, fixture.Stack.ControlPlane.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
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
