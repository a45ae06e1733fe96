using Webhost.Local.Cloudflare.Tests.Fixtures;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class WranglerTests(FacadeFixture facade) : IClassFixture<FacadeFixture>, IAsyncLifetime
{
    private readonly string _project = Directory.CreateTempSubdirectory("wh-wrangler-").FullName;

    public async Task InitializeAsync()
    {
        await Wrangler.InstallAsync();
        await File.WriteAllTextAsync(Path.Combine(_project, "wrangler.jsonc"), """
            {
              "name": "conformance", "main": "index.ts", "compatibility_date": "2026-11-01", "vars": { "MODE": "prod" },
              "durable_objects": { "bindings": [{ "name": "COUNTER", "class_name": "Counter" }] },
              "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Counter"] }],
              "observability": { "enabled": true }
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(_project, "index.ts"), """
            import { DurableObject } from "cloudflare:workers";
            export class Counter extends DurableObject {
              async add(): Promise<number> {
                const n = ((await this.ctx.storage.get<number>("n")) ?? 0) + 1;
                await this.ctx.storage.put("n", n);
                return n;
              }
            }
            interface Env { MODE: string; KEY?: string; OTHER?: string; COUNTER: DurableObjectNamespace<Counter> }
            export default {
              async fetch(_request: Request, env: Env): Promise<Response> {
                console.log("asked");
                return new Response([env.MODE, env.KEY, env.OTHER, await env.COUNTER.getByName("one").add()].join(" "));
              },
            };
            """);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_project, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_real_wrangler_deploys_an_account_script_sets_secrets_tails_and_deletes_it()
    {
        var wrangler = new Wrangler(facade.Facade, _project);

        Assert.Contains("Current Version ID", await wrangler.RunAsync("deploy"), StringComparison.Ordinal);
        Assert.Equal("prod   1", await facade.Client.AskAsync("conformance"));
        Assert.Contains("Success", await wrangler.RunAsync("secret put KEY", "s3cret"), StringComparison.Ordinal);
        Assert.Equal("prod s3cret  2", await facade.Client.AskAsync("conformance"));
        await wrangler.RunAsync("secret bulk", """{"OTHER":"more"}""");
        await wrangler.RunAsync("deploy --var MODE:second");
        Assert.Equal("second s3cret more 3", await facade.Client.AskAsync("conformance"));
        Assert.Contains("(100%)", await wrangler.RunAsync("deployments status"), StringComparison.Ordinal);
        await TailAsync(wrangler);
        await wrangler.RunAsync("delete --force");
        using var gone = await facade.Client.Web.GetAsync(facade.Facade.ScriptUrl("conformance"));
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task The_real_wrangler_deploys_into_a_dispatch_namespace()
    {
        var wrangler = new Wrangler(facade.Facade, _project);

        await wrangler.RunAsync($"deploy --dispatch-namespace {FacadeFixture.Namespace}");
        var first = await facade.Client.DispatchAsync("conformance");
        await wrangler.RunAsync($"deploy --dispatch-namespace {FacadeFixture.Namespace} --var MODE:second");

        Assert.Equal("prod   1", first);
        Assert.Equal("second   2", await facade.Client.DispatchAsync("conformance"));
    }

    [Fact]
    public async Task The_real_wrangler_shows_why_a_script_does_not_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_project, "index.ts"), "export class Counter {}\nthrow new Error('on purpose');\nexport default {};");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => new Wrangler(facade.Facade, _project).RunAsync("deploy --name broken"));

        Assert.Contains("on purpose", failure.Message, StringComparison.Ordinal);
        Assert.Contains("10021", failure.Message, StringComparison.Ordinal);
    }

    private async Task TailAsync(Wrangler wrangler)
    {
        await using var tail = wrangler.Start("tail --format json");
        await Eventually.TrueAsync(async () =>
        {
            await facade.Client.AskAsync("conformance");
            return tail.Lines.Any(line => line.Text.Contains("\"asked\"", StringComparison.Ordinal));
        }, "the console in the tail");
    }
}
