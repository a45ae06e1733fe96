using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class MigrationTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    private readonly CloudflareClient _client = facade.Client;

    [Fact]
    public async Task A_renamed_class_keeps_its_objects()
    {
        await _client.DeployAsync("renamed", Worker.Counter());
        await _client.AskAsync("renamed");

        var result = await _client.DeployAsync("renamed", new Worker(Worker.CounterSource.Replace("class Counter", "class Meter", StringComparison.Ordinal))
        {
            Bindings = [Worker.Durable("COUNTER", "Meter")],
            Extra = Worker.Migration("v2", JsonNode.Parse("""{"renamed_classes":[{"from":"Counter","to":"Meter"}]}""")!.AsObject(), oldTag: "v1"),
        });

        Assert.Equal("v2", result["migration_tag"]!.GetValue<string>());
        Assert.Equal("2", await _client.AskAsync("renamed"));
    }

    [Fact]
    public async Task A_deleted_class_loses_its_objects()
    {
        await _client.DeployAsync("deleted", Worker.Counter());
        await _client.AskAsync("deleted");

        await _client.DeployAsync("deleted", new Worker("export default { fetch: () => new Response('none') };")
        {
            Extra = Worker.Migration("v2", JsonNode.Parse("""{"deleted_classes":["Counter"]}""")!.AsObject(), oldTag: "v1"),
        });
        Assert.Equal("none", await _client.AskAsync("deleted"));
        await _client.DeployAsync("deleted", Worker.Counter() with
        {
            Extra = Worker.Migration("v3", JsonNode.Parse("""{"new_sqlite_classes":["Counter"]}""")!.AsObject(), oldTag: "v2"),
        });

        Assert.Equal("1", await _client.AskAsync("deleted"));
    }

    [Fact]
    public async Task A_class_that_objects_depend_on_must_stay_exported()
    {
        await _client.DeployAsync("depended-on", Worker.Counter());

        Assert.Equal(10064, CodeOf(await _client.UploadAsync("depended-on", new Worker("export default { fetch() {} };"))));
    }

    [Fact]
    public async Task Migrations_that_do_not_fit_are_refused()
    {
        await _client.DeployAsync("misfit", Worker.Counter());

        Assert.Equal(10079, CodeOf(await _client.UploadAsync("misfit", Worker.Counter())));
        Assert.Equal(10074, CodeOf(await _client.UploadAsync("misfit", Worker.Counter() with
        {
            Extra = Worker.Migration("v2", JsonNode.Parse("""{"new_sqlite_classes":["Counter"]}""")!.AsObject(), oldTag: "v1"),
        })));
        Assert.Equal(10074, CodeOf(await _client.UploadAsync("misfit", Worker.Counter() with
        {
            Extra = Worker.Migration("v2", JsonNode.Parse("""{"deleted_classes":["Nobody"]}""")!.AsObject(), oldTag: "v1"),
        })));
    }

    [Fact]
    public async Task Declarative_exports_take_the_place_of_migrations()
    {
        var declared = Worker.Counter(withMigration: false) with
        {
            Extra = JsonNode.Parse("""{"exports":{"Counter":{"type":"durable-object","storage":"sqlite"}}}""")!.AsObject(),
        };

        var first = await _client.DeployAsync("declared", declared, namespaced: true);
        Assert.Equal("1", await _client.DispatchAsync("declared"));
        var second = await _client.DeployAsync("declared", declared, namespaced: true);

        Assert.Equal("""["Counter"]""", first["exports_reconciliation"]!["created"]!.ToJsonString());
        Assert.Equal("[]", second["exports_reconciliation"]!["created"]!.ToJsonString());
        Assert.Equal("2", await _client.DispatchAsync("declared"));
    }
}
