using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure;

namespace Webhost.Local.KeyVault.Tests;

public sealed class WireTests : IAsyncLifetime
{
    private TestVault _vault = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _vault = await TestVault.StartAsync();
        _http = _vault.Transport();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestVault.AccessToken);
    }

    public Task DisposeAsync() => _vault.DisposeAsync().AsTask();

    [Fact]
    public async Task Without_a_token_there_is_a_challenge()
    {
        _http.DefaultRequestHeaders.Authorization = null;

        using var response = await _http.GetAsync("secrets?api-version=7.6");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var challenge = Assert.Single(response.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Contains("authorization=\"https://", challenge.Parameter, StringComparison.Ordinal);
        Assert.Contains("resource=\"https://vault.azure.net\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.Equal("Unauthorized", await CodeAsync(response));
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _vault.Client("another-token").GetSecretAsync("any"));

        Assert.Equal(401, failure.Status);
    }

    [Fact]
    public async Task A_machine_that_does_not_trust_the_authority_does_not_connect()
    {
        using var stranger = new HttpClient { BaseAddress = _vault.Uri };

        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync("secrets?api-version=7.6"));
    }

    [Fact]
    public async Task The_certificate_holds_for_localhost_too()
    {
        using var response = await _http.GetAsync(new UriBuilder(_vault.Uri) { Host = "localhost", Path = "secrets", Query = "api-version=7.6" }.Uri);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "secrets", null, 400)]
    [InlineData("GET", "secrets?api-version=1.0", null, 400)]
    [InlineData("GET", "secrets?api-version=7.6&maxresults=26", null, 400)]
    [InlineData("GET", "secrets?api-version=7.6&maxresults=x", null, 400)]
    [InlineData("GET", "secrets?api-version=7.6&$skiptoken=*", null, 400)]
    [InlineData("PUT", "secrets/name?api-version=7.6", "{}", 400)]
    [InlineData("PUT", "secrets/name?api-version=7.6", "{\"value\":", 400)]
    [InlineData("PUT", "secrets/under_score?api-version=7.6", "{\"value\":\"v\"}", 400)]
    [InlineData("PUT", "secrets/%2e%2e%2fname?api-version=7.6", "{\"value\":\"v\"}", 400)]
    [InlineData("POST", "secrets/name?api-version=7.6", "{}", 405)]
    [InlineData("GET", "keys?api-version=7.6", null, 404)]
    public async Task A_malformed_request_is_answered_in_the_service_s_envelope(string method, string address, string? body, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), address);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await CodeAsync(response))!);
    }

    [Fact]
    public async Task Too_many_tags_and_too_long_names_are_refused()
    {
        var tags = string.Join(',', Enumerable.Range(0, 16).Select(index => $"\"t{index}\":\"v\""));

        using var manyTags = await _http.PutAsync("secrets/name?api-version=7.6", Json($$$"""{"value":"v","tags":{{{{tags}}}}}"""));
        using var longName = await _http.PutAsync($"secrets/{new string('n', 128)}?api-version=7.6", Json("""{"value":"v"}"""));

        Assert.Equal("BadParameter", await CodeAsync(manyTags));
        Assert.Equal("BadParameter", await CodeAsync(longName));
    }

    [Fact]
    public async Task A_body_beyond_all_measure_is_cut_off()
    {
        using var response = await _http.PutAsync("secrets/name?api-version=7.6", Json($$"""{"value":"{{new string('x', 300 * 1024)}}"}"""));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("error").GetProperty("code").GetString();
    }
}
