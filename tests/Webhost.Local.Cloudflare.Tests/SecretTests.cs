using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class SecretTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    private const string ShowsEnvironment = "export default { fetch: (r, env) => Response.json({ ...env }) };";
    private readonly CloudflareClient _client = facade.Client;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secrets_are_set_listed_and_deleted_and_take_effect(bool namespaced)
    {
        var path = $"{(namespaced ? NamespacedScripts : AccountScripts)}/secrets";
        await _client.DeployAsync("secrets", new Worker(ShowsEnvironment) { Bindings = [Worker.Text("MODE", "m")] }, namespaced);

        var put = await _client.SendAsync(HttpMethod.Put, $"{path}/secrets", new JsonObject { ["name"] = "KEY", ["text"] = "one", ["type"] = "secret_text" });
        var shown = await AskAsync();
        var bulk = await _client.SendAsync(HttpMethod.Patch, $"{path}/secrets-bulk", JsonNode.Parse("""{"secrets":{"KEY":{"name":"KEY","text":"two","type":"secret_text"},"OTHER":{"name":"OTHER","text":"three","type":"secret_text"}}}""")!);
        var shownAfterBulk = await AskAsync();
        var listed = await _client.GetAsync($"{path}/secrets");
        await _client.CallAsync(HttpMethod.Delete, $"{path}/secrets/OTHER");

        Assert.Equal("KEY", put["result"]!["name"]!.GetValue<string>());
        Assert.Equal("""{"MODE":"m","KEY":"one"}""", shown);
        Assert.True(bulk["success"]!.GetValue<bool>());
        Assert.Equal("""{"MODE":"m","KEY":"two","OTHER":"three"}""", shownAfterBulk);
        Assert.Equal("""[{"name":"KEY","type":"secret_text"},{"name":"OTHER","type":"secret_text"}]""", listed["result"]!.ToJsonString());
        Assert.Equal("""{"MODE":"m","KEY":"two"}""", await AskAsync());
        Assert.Equal(10056, CodeOf(await _client.CallAsync(HttpMethod.Delete, $"{path}/secrets/OTHER")));
        Assert.Equal(10053, CodeOf(await _client.SendAsync(HttpMethod.Put, $"{path}/secrets", new JsonObject { ["name"] = "MODE", ["text"] = "x" })));

        Task<string> AskAsync() => namespaced ? _client.DispatchAsync("secrets") : _client.AskAsync("secrets");
    }

    [Fact]
    public async Task A_secret_of_a_script_that_does_not_exist_is_refused()
    {
        var body = new JsonObject { ["name"] = "KEY", ["text"] = "one", ["type"] = "secret_text" };

        Assert.Equal(10007, CodeOf(await _client.SendAsync(HttpMethod.Put, $"{AccountScripts}/nobody/secrets", body.DeepClone())));
        Assert.Equal(10092, CodeOf(await _client.SendAsync(HttpMethod.Put, $"{NamespacedScripts}/nobody/secrets", body)));
    }

    [Fact]
    public async Task A_secret_cannot_be_edited_while_the_latest_version_is_not_deployed()
    {
        await _client.DeployAsync("rolled-back", new Worker(ShowsEnvironment));
        var first = (await _client.GetAsync($"{AccountScripts}/rolled-back/versions"))["result"]!["items"]![0]!["id"]!.GetValue<string>();
        await _client.DeployAsync("rolled-back", new Worker(ShowsEnvironment));
        await _client.SendAsync(HttpMethod.Post, $"{AccountScripts}/rolled-back/deployments", JsonNode.Parse($$"""{"strategy":"percentage","versions":[{"version_id":"{{first}}","percentage":100}]}""")!);

        var answer = await _client.SendAsync(HttpMethod.Put, $"{AccountScripts}/rolled-back/secrets", new JsonObject { ["name"] = "KEY", ["text"] = "x", ["type"] = "secret_text" });

        Assert.Equal(10214, CodeOf(answer));
    }

    [Fact]
    public async Task No_file_of_the_state_holds_a_secret_in_the_clear()
    {
        const string Value = "a-very-secret-value-4711";
        await _client.DeployAsync("sealed", new Worker(ShowsEnvironment) { Bindings = [Worker.Secret("KEY", Value)] });
        Assert.Contains(Value, await _client.AskAsync("sealed"), StringComparison.Ordinal);

        foreach (var file in Directory.EnumerateFiles(facade.StateDirectory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            if (new FileInfo(file).Length > 0)
                Assert.DoesNotContain(Value, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(facade.StateDirectory, "key")));
        Assert.DoesNotContain(Value, (await _client.GetAsync($"{AccountScripts}/sealed/bindings")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, (await _client.GetAsync($"{AccountScripts}/sealed/versions")).ToJsonString(), StringComparison.Ordinal);
    }
}
