using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class AnswerTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly HttpClient _client = fixture.Client;

    [Fact]
    public async Task An_action_result_is_executed_with_its_formatter()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/answers/action");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"kind":"action","method":"GET"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("/v1/answers/result?q=a%20b", "result a b")]
    [InlineData("/v1/answers/valuetask", "valuetask")]
    [InlineData("/v1/ANSWERS/Result", "result ")]
    public async Task Results_in_tasks_and_value_tasks_are_executed(string path, string expected) =>
        Assert.Equal(expected, await _client.GetStringAsync(path));

    [Fact]
    public async Task A_function_that_returns_nothing_leaves_the_response_as_it_set_it()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/answers/nothing");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task A_trigger_without_methods_takes_any_and_a_static_function_writes_itself(string method)
    {
        using HttpResponseMessage response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/v1/answers/own"));

        Assert.Equal($"{method} outer", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Any_other_value_is_ignored_as_the_official_worker_ignores_it()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/answers/plain");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        await fixture.App.Process.WaitForLineAsync(line => line.Contains("'Plain' returned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_workers_own_request_and_response_work()
    {
        using HttpResponseMessage response = await _client.PostAsync("/v1/answers/data", Json("""{"LEFT":2,"right":3}"""));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/v1/answers/data", response.Headers.GetValues("x-path").Single());
        Assert.Equal("True", response.Headers.GetValues("x-same").Single());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"Left":2,"Right":5}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"left":20,"right":22}""", HttpStatusCode.OK, "42")]
    [InlineData("""{"left":""", HttpStatusCode.InternalServerError, "")]
    [InlineData("", HttpStatusCode.InternalServerError, "")]
    public async Task A_body_is_bound_or_the_invocation_fails(string body, HttpStatusCode status, string expected)
    {
        using HttpResponseMessage response = await _client.PostAsync("/v1/answers/body", Json(body));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Route_values_fill_parameters_of_their_types()
    {
        Guid id = Guid.NewGuid();

        JsonElement with = await _client.GetFromJsonAsync<JsonElement>($"/v1/things/x%2Fy%20z/7/{id}");
        JsonElement without = await _client.GetFromJsonAsync<JsonElement>("/v1/things/n/-8");

        Assert.Equal("x%2Fy z", with.GetProperty("name").GetString());
        Assert.Equal("x%2Fy z", with.GetProperty("bound").GetString());
        Assert.Equal(7, with.GetProperty("number").GetInt32());
        Assert.Equal(id, with.GetProperty("id").GetGuid());
        Assert.Equal(-8, without.GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, without.GetProperty("id").ValueKind);
    }

    [Fact]
    public async Task A_route_value_that_does_not_convert_fails_the_invocation()
    {
        using HttpResponseMessage response = await _client.GetAsync("/v1/guids/nonsense");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task A_catch_all_takes_the_rest_of_the_path() => Assert.Equal("a/b/c", await _client.GetStringAsync("/v1/rest/a/b/c"));

    [Fact]
    public async Task Each_invocation_has_a_scope_of_its_own_that_ends_with_it()
    {
        string first = await _client.GetStringAsync("/v1/scope");
        string second = await _client.GetStringAsync("/v1/scope");

        Assert.True(Guid.TryParse(first, out _), first);
        Assert.NotEqual(first, second);
        await Eventually.TrueAsync(
            async () => (await _client.GetAsync($"/v1/gates/disposed%20{first}")).IsSuccessStatusCode, "the scope to be disposed");
    }

    [Fact]
    public async Task Middleware_sees_the_http_context_replaces_results_and_stops_invocations()
    {
        using HttpRequestMessage denied = new(HttpMethod.Get, "/v1/replaced") { Headers = { { "x-deny", "yes" } } };

        using HttpResponseMessage replaced = await _client.GetAsync("/v1/replaced");
        using HttpResponseMessage plain = await _client.GetAsync("/v1/scope");
        denied.RequestUri = new Uri("/v1/scope", UriKind.Relative);
        using HttpResponseMessage refused = await _client.SendAsync(denied);

        Assert.Equal((HttpStatusCode.Accepted, "replaced original"), (replaced.StatusCode, await replaced.Content.ReadAsStringAsync()));
        Assert.Equal("Replaced", replaced.Headers.GetValues("x-function").Single());
        Assert.Equal("Scope", plain.Headers.GetValues("x-function").Single());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_context_describes_the_invocation_and_goes_on_with_the_callers_trace()
    {
        const string traceId = "0af7651916cd43dd8448eb211c80319c";
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/context") { Headers = { { "traceparent", $"00-{traceId}-b7ad6b7169203331-01" } } };

        using HttpResponseMessage response = await _client.SendAsync(request);
        JsonElement context = await response.Content.ReadFromJsonAsync<JsonElement>();
        JsonElement next = await _client.GetFromJsonAsync<JsonElement>("/v1/context");

        Assert.Equal("Context", context.GetProperty("name").GetString());
        Assert.Equal("httpTrigger", context.GetProperty("trigger").GetString());
        Assert.Equal($"{typeof(App.AnswerFunctions).FullName}.Context", context.GetProperty("entryPoint").GetString());
        Assert.Equal(["request", "context"], context.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains(traceId, context.GetProperty("traceParent").GetString(), StringComparison.Ordinal);
        Assert.Equal(context.GetProperty("functionId").GetString(), next.GetProperty("functionId").GetString());
        Assert.NotEqual(context.GetProperty("invocationId").GetString(), next.GetProperty("invocationId").GetString());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
