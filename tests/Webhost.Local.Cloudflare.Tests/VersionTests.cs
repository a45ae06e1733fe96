using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class VersionTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    private readonly CloudflareClient _client = facade.Client;

    [Fact]
    public async Task A_version_serves_once_it_is_deployed_and_an_older_one_can_come_back()
    {
        await _client.DeployAsync("versions", new Worker("export default { fetch: () => new Response('one') };"));
        var uploaded = await _client.CallAsync(HttpMethod.Post, $"{AccountScripts}/versions/versions", new Worker("export default { fetch: () => new Response('two') };").ToContent());
        var beforeDeployment = await _client.AskAsync("versions");
        var versions = (await _client.GetAsync($"{AccountScripts}/versions/versions"))["result"]!["items"]!.AsArray();

        await DeployAsync(uploaded["result"]!["id"]!.GetValue<string>());
        var afterDeployment = await _client.AskAsync("versions");
        await DeployAsync(versions[1]!["id"]!.GetValue<string>());

        Assert.Equal("one", beforeDeployment);
        Assert.Equal("two", afterDeployment);
        Assert.Equal("one", await _client.AskAsync("versions"));
        Assert.Equal([2, 1], versions.Select(version => version!["number"]!.GetValue<int>()));
        Assert.Equal(3, (await _client.GetAsync($"{AccountScripts}/versions/deployments"))["result"]!["deployments"]!.AsArray().Count);
        Assert.Equal(10071, CodeOf(await _client.SendAsync(HttpMethod.Post, $"{AccountScripts}/versions/deployments", Deployment(Guid.NewGuid().ToString()))));

        async Task DeployAsync(string id) =>
            Assert.True((await _client.SendAsync(HttpMethod.Post, $"{AccountScripts}/versions/deployments", Deployment(id)))["success"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Object_state_survives_a_redeployment_and_a_rollback()
    {
        await _client.DeployAsync("stateful", Worker.Counter());
        var first = (await _client.GetAsync($"{AccountScripts}/stateful/versions"))["result"]!["items"]![0]!["id"]!.GetValue<string>();

        Assert.Equal("1", await _client.AskAsync("stateful"));
        await _client.DeployAsync("stateful", Worker.Counter(withMigration: false));
        Assert.Equal("2", await _client.AskAsync("stateful"));
        await _client.SendAsync(HttpMethod.Post, $"{AccountScripts}/stateful/deployments", Deployment(first));
        Assert.Equal("3", await _client.AskAsync("stateful"));
    }

    [Fact]
    public async Task A_version_carries_no_migrations_and_none_is_made_of_a_script_that_does_not_exist()
    {
        await _client.DeployAsync("plain", new Worker("export default { fetch() {} };"));

        Assert.Equal(10211, CodeOf(await _client.CallAsync(HttpMethod.Post, $"{AccountScripts}/plain/versions", Worker.Counter().ToContent())));
        Assert.Equal(10007, CodeOf(await _client.CallAsync(HttpMethod.Post, $"{AccountScripts}/nobody/versions", new Worker("export default { fetch() {} };").ToContent())));
    }

    private static JsonNode Deployment(string versionId) =>
        JsonNode.Parse($$"""{"strategy":"percentage","versions":[{"version_id":"{{versionId}}","percentage":100}]}""")!;
}
