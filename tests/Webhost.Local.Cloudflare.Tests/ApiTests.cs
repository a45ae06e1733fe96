using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class ApiTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    private const string Hello = "export default { fetch: () => new Response('hello') };";
    private readonly CloudflareClient _client = facade.Client;

    [Theory]
    [InlineData(null, 400, 9106)]
    [InlineData("Bearer wrong", 401, 10000)]
    [InlineData("Basic dGVzdC10b2tlbg==", 401, 10000)]
    public async Task A_caller_without_the_token_is_refused(string? authorization, int status, int code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_client.Facade.ApiBaseUrl}/{AccountScripts}"));
        if (authorization is not null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);

        using var answer = await _client.Web.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, CodeOf(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject()));
    }

    [Fact]
    public async Task A_caller_without_the_token_is_refused_in_any_case_of_the_path()
    {
        using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.ApiBaseUrl, $"/Client/V4/{AccountScripts}"));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(9106, CodeOf(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject()));
    }

    [Fact]
    public async Task Another_account_is_refused() => Assert.Equal(10000, CodeOf(await _client.GetAsync("accounts/ffffffffffffffffffffffffffffffff/workers/scripts")));

    [Theory]
    [InlineData("nowhere")]
    [InlineData("accounts/0123456789abcdef0123456789abcdef/workers/nowhere")]
    public async Task A_path_that_does_not_exist_has_no_route(string path) => Assert.Equal(7003, CodeOf(await _client.GetAsync(path)));

    [Fact]
    public async Task Tools_learn_who_they_are()
    {
        Assert.Equal("active", (await _client.GetAsync("user/tokens/verify"))["result"]!["status"]!.GetValue<string>());
        Assert.Equal(FacadeFixture.AccountId, (await _client.GetAsync("accounts"))["result"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(FacadeFixture.AccountId, (await _client.GetAsync("memberships"))["result"]![0]!["account"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Scripts_are_listed_shown_and_deleted()
    {
        await _client.DeployAsync("listed", new Worker(Hello));
        await _client.DeployAsync("listed-too", new Worker(Hello), namespaced: true);

        Assert.Contains("listed", Names(await _client.GetAsync(AccountScripts)));
        Assert.DoesNotContain("listed-too", Names(await _client.GetAsync(AccountScripts)));
        Assert.Contains("listed-too", Names(await _client.GetAsync(NamespacedScripts)));
        Assert.True((await _client.CallAsync(HttpMethod.Delete, $"{AccountScripts}/listed?force=true"))["success"]!.GetValue<bool>());
        Assert.True((await _client.CallAsync(HttpMethod.Delete, $"{NamespacedScripts}/listed-too"))["success"]!.GetValue<bool>());
        Assert.Equal(10007, CodeOf(await _client.CallAsync(HttpMethod.Delete, $"{AccountScripts}/listed")));
        Assert.Equal(10092, CodeOf(await _client.GetAsync($"{NamespacedScripts}/listed-too")));
        Assert.Equal(10090, CodeOf(await _client.GetAsync($"{Account}/workers/services/listed")));

        static IEnumerable<string> Names(JsonObject list) => list["result"]!.AsArray().Select(item => item!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Namespaces_are_made_listed_and_deleted_with_their_scripts()
    {
        const string Path = $"accounts/{FacadeFixture.AccountId}/workers/dispatch/namespaces";

        Assert.True((await _client.SendAsync(HttpMethod.Post, Path, new JsonObject { ["name"] = "second" }))["success"]!.GetValue<bool>());
        Assert.Equal(100118, CodeOf(await _client.SendAsync(HttpMethod.Post, Path, new JsonObject { ["name"] = "second" })));
        Assert.True((await _client.CallAsync(HttpMethod.Put, $"{Path}/second/scripts/one", new Worker(Hello).ToContent()))["success"]!.GetValue<bool>());
        Assert.Equal(1, (await _client.GetAsync($"{Path}/second"))["result"]!["script_count"]!.GetValue<int>());
        Assert.Equal([FacadeFixture.Namespace, "second"], (await _client.GetAsync(Path))["result"]!.AsArray().Select(item => item!["namespace_name"]!.GetValue<string>()));
        await _client.CallAsync(HttpMethod.Delete, $"{Path}/second");
        Assert.Equal(100119, CodeOf(await _client.GetAsync($"{Path}/second/scripts")));
        Assert.Equal(100119, CodeOf(await _client.CallAsync(HttpMethod.Put, $"{Path}/second/scripts/one", new Worker(Hello).ToContent())));
    }

    [Fact]
    public async Task Tags_select_scripts_of_a_namespace()
    {
        await _client.DeployAsync("tagged", new Worker(Hello) { Extra = new JsonObject { ["tags"] = new JsonArray("user-1", "beta") } }, namespaced: true);
        await _client.DeployAsync("tagged-less", new Worker(Hello) { Extra = new JsonObject { ["tags"] = new JsonArray("user-1") } }, namespaced: true);

        await _client.CallAsync(HttpMethod.Put, $"{NamespacedScripts}/tagged/tags/extra");
        var withoutBeta = await _client.GetAsync($"{NamespacedScripts}?tags=user-1:yes,beta:no");
        var deleted = await _client.CallAsync(HttpMethod.Delete, $"{NamespacedScripts}?tags=extra:yes");

        Assert.Equal("tagged-less", withoutBeta["result"]!.AsArray().Single()!["id"]!.GetValue<string>());
        Assert.Equal(1, deleted["result"]!["deleted"]!.GetValue<int>());
        Assert.Equal(10021, CodeOf(await _client.SendAsync(HttpMethod.Put, $"{NamespacedScripts}/tagged-less/tags", new JsonArray([.. "abcdefghi".Select(letter => (JsonNode)letter.ToString())]))));
    }

    [Fact]
    public async Task Settings_are_kept_and_changed_bindings_take_effect()
    {
        await _client.DeployAsync("settings", new Worker("export default { fetch: (r, env) => new Response(env.MODE + env.KEY) };")
        {
            Bindings = [Worker.Text("MODE", "a"), Worker.Secret("KEY", "k")],
            Extra = new JsonObject { ["limits"] = new JsonObject { ["cpu_ms"] = 50 }, ["observability"] = new JsonObject { ["enabled"] = true } },
        });

        var changed = await _client.SendAsync(HttpMethod.Patch, $"{AccountScripts}/settings/settings", new JsonObject { ["bindings"] = new JsonArray(Worker.Text("MODE", "b")) });
        var settings = (await _client.GetAsync($"{AccountScripts}/settings/settings"))["result"]!;

        Assert.True(changed["success"]!.GetValue<bool>(), changed.ToJsonString());
        Assert.Equal("bk", await _client.AskAsync("settings"));
        Assert.Equal(50, settings["limits"]!["cpu_ms"]!.GetValue<int>());
        Assert.True(settings["observability"]!["enabled"]!.GetValue<bool>());
        Assert.DoesNotContain("\"k\"", settings.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durable_object_namespaces_and_their_objects_are_listed()
    {
        await _client.DeployAsync("objects", Worker.Counter());
        await _client.AskAsync("objects");

        var item = (await _client.GetAsync($"{Account}/workers/durable_objects/namespaces"))["result"]!.AsArray().Single(found => found!["script"]!.GetValue<string>() == "objects")!;
        var objects = await _client.GetAsync($"{Account}/workers/durable_objects/namespaces/{item["id"]}/objects");

        Assert.True(item["use_sqlite"]!.GetValue<bool>());
        Assert.Equal("Counter", item["class"]!.GetValue<string>());
        Assert.Single(objects["result"]!.AsArray());
    }
}
