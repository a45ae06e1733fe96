using System.Net;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class ProtocolTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Limit = 104_857_600;

    private readonly HttpClient _client = fixture.Client;

    [Theory]
    [InlineData("POST", "/v1/answers/result")]
    [InlineData("OPTIONS", "/v1/answers/result")]
    [InlineData("HEAD", "/v1/answers/action")]
    [InlineData("GET", "/v1/unknown")]
    [InlineData("GET", "/answers/result")]
    [InlineData("GET", "/v1/things/n/not-a-number")]
    [InlineData("GET", "/admin/host/status")]
    [InlineData("GET", "/runtime/anything")]
    public async Task What_no_function_serves_is_not_found(string method, string path)
    {
        using HttpResponseMessage response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(response.Content.Headers.Allow);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_has_the_length_of_the_answer_but_no_body()
    {
        using HttpResponseMessage response = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/answers/result?q=12345"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("result 12345".Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_server_does_not_name_itself()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/answers/result");

        Assert.Empty(response.Headers.Server);
    }

    [Fact]
    public async Task What_a_function_writes_arrives_before_it_ends()
    {
        string gate = $"stream-{Guid.NewGuid():N}";
        using HttpResponseMessage response = await _client.GetAsync($"/v1/stream/{gate}", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());

        Assert.Equal("first", await reader.ReadLineAsync());
        (await _client.PostAsync($"/v1/gates/{gate}", content: null)).EnsureSuccessStatusCode();

        Assert.Equal("second", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_the_invocation()
    {
        string gate = $"leave-{Guid.NewGuid():N}";
        using CancellationTokenSource leave = new();
        Task<HttpResponseMessage> waiting = _client.GetAsync($"/v1/wait/{gate}", leave.Token);
        await GateOpens($"{gate} began");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await GateOpens($"{gate} cancelled");
    }

    [Fact]
    public async Task An_invocation_that_exceeds_functionTimeout_is_cancelled()
    {
        string gate = $"timeout-{Guid.NewGuid():N}";

        using HttpResponseMessage response = await _client.GetAsync($"/v1/wait/{gate}");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        await GateOpens($"{gate} cancelled");
        await fixture.App.Process.WaitForLineAsync(line => line.Contains("'Wait' did not end within functionTimeout 00:00:05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_throws_is_an_empty_500_and_logged_once()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/fail");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.False(response.Headers.Contains("x-half"));
        Assert.Equal(0, response.Content.Headers.ContentLength);
        await _client.GetAsync("/v1/guids/marks-the-end-of-the-log");
        await fixture.App.Process.WaitForLineAsync(line => line.Contains("'Text' failed", StringComparison.Ordinal));
        Assert.Single(fixture.App.Process.Lines, line => line.Text.Contains("no luck today", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Middleware_gets_what_a_function_throws_wrapped()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/fail");

        using HttpResponseMessage seen = await _client.GetAsync("/v1/gates/Fail threw AggregateException");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Fact]
    public async Task A_function_that_throws_in_the_middle_of_its_answer_cuts_the_connection()
    {
        // A reset connection may take even the answer's head with it: what counts is that nobody takes the answer for whole.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.GetStringAsync("/v1/fail/late"));
    }

    [Theory]
    [InlineData("/v1/upload", Limit, HttpStatusCode.OK)]
    [InlineData("/v1/upload", Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/v1/upload?more", Limit + 1, HttpStatusCode.OK)]
    public async Task A_body_may_be_as_large_as_the_platform_allows_or_the_function_asks_for(string path, int size, HttpStatusCode expected)
    {
        using StreamContent content = new(new ZeroStream(size));
        content.Headers.ContentLength = size;
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content, Headers = { ExpectContinue = true } };

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
            Assert.Equal($"{size}", await response.Content.ReadAsStringAsync());
    }

    private Task GateOpens(string name) =>
        Eventually.TrueAsync(async () => (await _client.GetAsync($"/v1/gates/{Uri.EscapeDataString(name)}")).IsSuccessStatusCode, $"the gate '{name}'");
}
