using System.Text;
using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class UploadTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    private readonly CloudflareClient _client = facade.Client;

    [Fact]
    public async Task An_account_script_answers_with_its_bindings_and_modules()
    {
        var worker = new Worker("""
            import text from "./lib/words.txt";
            import { twice } from "./lib/twice.js";
            export default { fetch: (request, env) => Response.json([env.MODE, env.KEY, env.DATA, text, twice(4), new URL(request.url).pathname + new URL(request.url).search]) };
            """)
        {
            Bindings = [Worker.Text("MODE", "quote\" back\\slash\nünï"), Worker.Secret("KEY", "s3cret"), new JsonObject { ["type"] = "json", ["name"] = "DATA", ["json"] = new JsonObject { ["a"] = 1 } }],
            Modules = [("lib/words.txt", "text/plain", "words"u8.ToArray()), ("lib/twice.js", "application/javascript+module", "export const twice = (n) => 2 * n;"u8.ToArray())],
        };

        var result = await _client.DeployAsync("bindings", worker);

        Assert.Equal("bindings", result["id"]!.GetValue<string>());
        Assert.Equal(["fetch"], result["handlers"]!.AsArray().Select(handler => handler!.GetValue<string>()));
        Assert.True(result["startup_time_ms"]!.GetValue<int>() > 0);
        Assert.Equal("""["quote\" back\\slash\nünï","s3cret",{"a":1},"words",8,"/a%20b/c?x=1%2F2"]""", await _client.AskAsync("bindings", "a%20b/c?x=1%2F2"));
    }

    [Fact]
    public async Task A_namespaced_script_answers_through_the_dispatcher()
    {
        await _client.DeployAsync("wh-1-hello", new Worker("export default { fetch: async (request) => new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`) };"), namespaced: true);

        using var answer = await _client.Web.PostAsync(new Uri(_client.Facade.DispatcherUrl, "wh-1-hello/a/b"), new StringContent("body"));

        Assert.Equal("POST /a/b body", await answer.Content.ReadAsStringAsync());
        Assert.Equal("wh-1-hello", (await _client.GetAsync($"{NamespacedScripts}/wh-1-hello"))["result"]!["script"]!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("x-webhost-fault", "Worker%20not%20found.")]
    [InlineData("x-webhost-script", "another")]
    public async Task What_the_facade_says_to_its_own_parts_a_caller_can_not_say(string header, string value)
    {
        await _client.DeployAsync("wh-1-headers", new Worker("export default { fetch: (request) => Response.json([...request.headers.keys()].filter((name) => name.startsWith('x-webhost-'))) };"), namespaced: true);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_client.Facade.DispatcherUrl, "wh-1-headers/"));
        request.Headers.Add(header, value);
        using var answer = await _client.Web.SendAsync(request);

        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_a_script_throws_is_told_in_the_dispatcher_s_words()
    {
        await _client.DeployAsync("wh-1-throws", new Worker("export default { fetch: () => { throw new Error('a detail of the agent'); } };"), namespaced: true);

        using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.DispatcherUrl, "wh-1-throws/"));

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal("worker-exception", answer.Headers.GetValues("x-webhost-error").Single());
        Assert.DoesNotContain("detail", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dispatcher_knows_no_script_of_the_account_and_none_that_was_not_uploaded()
    {
        await _client.DeployAsync("account-only", new Worker("export default { fetch: () => new Response('x') };"));

        foreach (var name in new[] { "account-only", "never-uploaded" })
        {
            using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.DispatcherUrl, $"{name}/"));

            Assert.Equal(404, (int)answer.StatusCode);
            Assert.Equal("worker-not-found", answer.Headers.GetValues("x-webhost-error").Single());
        }
    }

    [Theory]
    [InlineData("throw new Error('at start');", "Uncaught Error: at start\n  at index.js:1:7")]
    [InlineData("export default { fetch( {}", "Uncaught SyntaxError: Unexpected end of input\n  at index.js:1:26")]
    [InlineData("import './nope.js'; export default { fetch() {} };", "Uncaught Error: No such module \"nope.js\".\n  imported from \"index.js\"")]
    [InlineData("import { q } from 'node:fs'; export default { fetch() {} };", "Uncaught SyntaxError: The requested module 'node:fs' does not provide an export named 'q'\n  at index.js:1:9")]
    [InlineData("function f() { g(); } function g() { null.x; } f();", "Uncaught TypeError: Cannot read properties of null (reading 'x')\n  at index.js:1:43 in g\n  at index.js:1:16 in f\n  at index.js:1:48")]
    public async Task A_script_that_fails_to_start_is_refused_with_its_own_error(string source, string message)
    {
        var answer = await _client.UploadAsync("bad-start", new Worker(source));

        Assert.Equal(message, MessageOf(answer));
        Assert.Equal(10021, CodeOf(answer));
    }

    [Fact]
    public async Task Of_an_error_that_is_too_long_to_be_read_whole_its_beginning_is_shown()
    {
        var answer = await _client.UploadAsync("bad-start", new Worker("throw new Error('too \"long\" ' + 'x'.repeat(400000));"));

        Assert.StartsWith("Uncaught Error: too \"long\" xxx", MessageOf(answer), StringComparison.Ordinal);
        Assert.EndsWith("xxx…", MessageOf(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("for (;;);", "Script startup exceeded CPU time limit.")]
    [InlineData("export default { get fetch() { for (;;); } };", "Script startup exceeded CPU time limit.")]
    [InlineData("await new Promise(() => {});", "Uncaught Error: Top-level await in module is unsettled.")]
    [InlineData("const all = []; for (;;) all.push(new Array(100000).fill(Math.PI));", "Script startup exceeded memory limits.")]
    [InlineData("setTimeout(() => {}, 1); export default { fetch() {} };", "Uncaught Error: Disallowed operation called within global scope.")]
    public async Task A_script_that_overdoes_its_start_is_refused(string source, string message)
    {
        var answer = await _client.UploadAsync("bad-start", new Worker(source));

        Assert.StartsWith(message, MessageOf(answer), StringComparison.Ordinal);
        Assert.Equal(10021, CodeOf(answer));
    }

    [Fact]
    public async Task A_refused_upload_leaves_the_old_version_serving_and_nothing_behind()
    {
        await _client.DeployAsync("stays", new Worker("export default { fetch: () => new Response('old') };"));
        var before = Files();

        var answer = await _client.UploadAsync("stays", new Worker("throw new Error('new');"));
        await _client.UploadAsync("never-was", new Worker("throw new Error('new');"));

        Assert.Equal(10021, CodeOf(answer));
        Assert.Equal("old", await _client.AskAsync("stays"));
        Assert.Equal(10007, CodeOf(await _client.GetAsync($"{AccountScripts}/never-was/settings")));
        Assert.Equal(before, Files());

        List<string> Files() => [.. Directory.EnumerateFiles(Path.Combine(facade.StateDirectory, "scripts"), "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".jsonl" or ".capnp")).Order()];
    }

    [Fact]
    public async Task A_class_that_the_script_does_not_export_is_refused()
    {
        var answer = await _client.UploadAsync("no-class", Worker.Counter() with { Source = "export default { fetch() {} };" });

        Assert.Equal(10070, CodeOf(answer));
        Assert.Contains("'Counter'", MessageOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_to_a_class_without_a_migration_is_refused() =>
        Assert.Equal(10061, CodeOf(await _client.UploadAsync("no-migration", Worker.Counter(withMigration: false))));

    [Fact]
    public async Task A_script_without_handlers_is_refused() =>
        Assert.Equal(10068, CodeOf(await _client.UploadAsync("no-handlers", new Worker("export const x = {};"))));

    [Theory]
    [InlineData("Upper")]
    [InlineData("with.dot")]
    [InlineData("-dash-first")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_bad_name_is_refused(string name) =>
        Assert.Equal(10016, CodeOf(await _client.UploadAsync(name, new Worker("export default { fetch() {} };"))));

    [Fact]
    public async Task A_body_that_is_no_upload_is_refused()
    {
        var noMetadata = new MultipartFormDataContent { { new StringContent("x"), "index.js", "index.js" } };
        var badMetadata = new MultipartFormDataContent { { new StringContent("{"), "metadata" } };
        var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{");
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        foreach (var content in new HttpContent[] { new StringContent("export default {}"), noMetadata, badMetadata, cut })
            Assert.Equal(10006, CodeOf(await _client.CallAsync(HttpMethod.Put, $"{AccountScripts}/bad-body", content)));
    }

    [Theory]
    [InlineData("""{"type":"kv_namespace","name":"KV","namespace_id":"x"}""", 10021)]
    [InlineData("""{"type":"d1","name":"DB","id":"x"}""", 10021)]
    [InlineData("""{"type":"service","name":"S","service":"other"}""", 10021)]
    [InlineData("""{"type":"secret_text","name":"S"}""", 10021)]
    [InlineData("""{"type":"inherit","name":"S"}""", 10056)]
    [InlineData("""{"name":"S"}""", 10021)]
    public async Task A_binding_that_cannot_be_had_is_refused_by_name(string binding, int code)
    {
        var answer = await _client.UploadAsync("bad-binding", new Worker("export default { fetch() {} };") { Bindings = [JsonNode.Parse(binding)] });

        Assert.Equal(code, CodeOf(answer));
        Assert.Contains(JsonNode.Parse(binding)!["name"]!.GetValue<string>(), MessageOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ai_binding_exists_and_says_that_it_is_not_here()
    {
        await _client.DeployAsync("ai", new Worker("export default { fetch: (r, env) => env.AI.run('model').catch((error) => new Response(error.message)) };")
        {
            Bindings = [new JsonObject { ["type"] = "ai", ["name"] = "AI" }],
        });

        Assert.Equal("Workers AI is not available on the local Cloudflare.", await _client.AskAsync("ai"));
    }

    [Fact]
    public async Task Two_changes_of_one_script_at_once_are_refused()
    {
        // Spins for a while at start, so that the second upload meets the first.
        var slow = new Worker("const end = performance.timeOrigin; let x = 0; for (let i = 0; i < 3e8; i++) x += i; export default { fetch: () => new Response('slow') };");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _client.UploadAsync("contended", slow)));

        Assert.Contains(answers, answer => answer["success"]!.GetValue<bool>());
        Assert.Contains(answers, answer => !answer["success"]!.GetValue<bool>() && CodeOf(answer) == 10035);
        Assert.Equal("slow", await _client.AskAsync("contended"));
    }

    [Fact]
    public async Task The_content_comes_back_as_it_was_uploaded()
    {
        const string Source = "export default { fetch: () => new Response('content') };";
        await _client.DeployAsync("content", new Worker(Source));

        using var answer = await _client.Api.GetAsync($"{AccountScripts}/content");

        Assert.Equal("multipart/form-data", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(Source, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_npm_agents_worker_finds_the_email_module()
    {
        await _client.DeployAsync("email", new Worker("import { EmailMessage } from 'cloudflare:email'; export default { fetch: () => new Response(new EmailMessage('a', 'b', 'c').to) };"));

        Assert.Equal("b", await _client.AskAsync("email"));
    }

    [Fact]
    public async Task Kept_and_inherited_bindings_stay_and_the_others_go()
    {
        const string Source = "export default { fetch: (r, env) => Response.json({ ...env }) };";
        await _client.DeployAsync("keep", new Worker(Source) { Bindings = [Worker.Secret("KEPT", "k"), Worker.Text("INHERITED", "i"), Worker.Text("DROPPED", "d")] });

        await _client.DeployAsync("keep", new Worker(Source)
        {
            Bindings = [new JsonObject { ["type"] = "inherit", ["name"] = "INHERITED" }, Worker.Text("NEW", "n")],
            Extra = new JsonObject { ["keep_bindings"] = new JsonArray("secret_text") },
        });

        Assert.Equal("""{"INHERITED":"i","NEW":"n","KEPT":"k"}""", await _client.AskAsync("keep"));
    }
}
