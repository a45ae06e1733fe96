using System.Runtime.Versioning;
using System.Security.Cryptography;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

public sealed class AgentBuilderTests : IDisposable
{
    private const string Echo = "export default { invoke: (request: { messages: { content: string }[] }) => `You said: ${request.messages.at(-1)!.content}` };";

    private readonly TestSource source = new();

    public void Dispose() => source.Dispose();

    [Theory]
    [InlineData("index.ts", "const n: number = 1; export default { invoke: async () => String(n) };")]
    [InlineData("src/index.tsx", "export default { invoke: () => 'x' as string };")]
    [InlineData("index.js", "export default { invoke() { return 'x' } }")]
    [InlineData("index.mjs", "export const invoke = () => 'x'")]
    [InlineData("index.jsx", "export default { fetch: () => new Response('x') }")]
    [InlineData("common.js", "module.exports = { invoke: () => require('path').join('a', 'b') }")]
    public async Task Each_kind_of_entry_point_is_bundled_with_the_shim(string entrypoint, string code)
    {
        source.Write(entrypoint, code);

        var output = (await source.BuildAsync(entrypoint)).Value;

        Assert.Equal(["agent.js", "index.js", "shim.js", "source-lines.js"], TestSource.Modules(output).Keys.Order(StringComparer.Ordinal));
        Assert.Contains("export default createHandler(agent);", TestSource.Text(output, "index.js"), StringComparison.Ordinal);
        Assert.DoesNotContain("export *", TestSource.Text(output, "index.js"), StringComparison.Ordinal);
        Assert.Equal("index.js", output.Facts["mainModule"]);
        Assert.Equal(ShimScript.Hash, output.Facts["shimHash"]);
        Assert.Equal("[]", output.Facts["durableObjects"]);
        Assert.StartsWith($"Bundled {entrypoint}: ", source.Log[0], StringComparison.Ordinal);
        Assert.Empty(output.Warnings);
    }

    [Fact]
    public async Task The_same_source_gives_the_same_bytes_wherever_it_lies()
    {
        const string WithPackage = "import { Hono } from 'hono'; const app = new Hono(); app.get('/', (c) => c.text('x')); export default app;";
        using var other = new TestSource();
        source.Write("index.ts", WithPackage);
        other.Write("index.ts", WithPackage);

        var first = (await source.BuildAsync()).Value;
        var second = (await other.BuildAsync()).Value;

        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(first.ArchivePath)), SHA256.HashData(await File.ReadAllBytesAsync(second.ArchivePath)));
        Assert.Equal(first.Facts, second.Facts);
    }

    [Fact]
    public async Task Packages_of_the_bundle_come_before_those_of_the_platform()
    {
        source.Write("node_modules/hono/package.json", """{"name":"hono","version":"1.0.0","main":"index.js","type":"module"}""")
            .Write("node_modules/hono/index.js", "export const Hono = 'the bundle\\'s own';")
            .Write("index.ts", "import { Hono } from 'hono'; import { z } from 'zod'; export default { invoke: () => Hono + z.string() };");

        var agent = TestSource.Text((await source.BuildAsync()).Value, "agent.js");

        Assert.Contains("the bundle's own", agent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wasm_and_text_imports_become_modules_and_strings()
    {
        source.Write("add.wasm", [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).Write("prompt.txt", "You are helpful.").Write("schema.sql", "create table t(a)").Write("page.html", "<p>")
            .Write("index.js", "import wasm from './add.wasm'; import prompt from './prompt.txt'; import sql from './schema.sql'; import page from './page.html'; export default { invoke: () => [wasm, prompt, sql, page].join() };");

        var output = (await source.BuildAsync("index.js")).Value;

        var wasm = Assert.Single(TestSource.Modules(output).Keys, name => name.EndsWith(".wasm", StringComparison.Ordinal));
        Assert.Contains(wasm, TestSource.Text(output, "agent.js"), StringComparison.Ordinal);
        Assert.Contains("You are helpful.", TestSource.Text(output, "agent.js"), StringComparison.Ordinal);
        Assert.Equal("application/wasm", new WorkerModule(wasm, ReadOnlyMemory<byte>.Empty).ContentType);
    }

    [Fact]
    public async Task Places_of_the_bundle_are_known_by_file_and_line_and_those_of_packages_by_file()
    {
        source.Write("add.wasm", [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
            .Write("node_modules/thing/package.json", """{"name":"thing","version":"1.0.0","main":"lib/index.js","type":"module"}""")
            .Write("node_modules/thing/lib/index.js", "// one\n// two\nexport function thing() { throw new Error('of the package'); }")
            .Write("lib/tools.ts", "export type Tool = {\n  name: string;\n};\n\nexport function use(tool: Tool) {\n  throw new Error(`no tool ${tool.name}`);\n}\n")
            .Write("src/index.ts", "import wasm from '../add.wasm?module';\nimport { thing } from 'thing';\nimport { use } from '../lib/tools';\n\nexport default {\n  invoke: () => [wasm, thing(), use({ name: 'the entry' })].join(),\n};\n");

        var output = (await source.BuildAsync("src/index.ts")).Value;

        var lines = SourceLines.Read(TestSource.Modules(output)[SourceLines.FileName])!;
        Assert.Equal("lib/tools.ts:6", At("no tool"));
        Assert.Equal("src/index.ts:6", At("the entry"));
        Assert.Equal("node_modules/thing/lib/index.js", At("of the package"));
        Assert.Equal("Error: x\n    at agent.js:900:1", lines.Explain("Error: x\n    at agent.js:900:1"));
        Assert.DoesNotContain("throw", TestSource.Text(output, SourceLines.FileName), StringComparison.Ordinal);

        // As V8 counts: lines and columns from 1.
        string At(string text)
        {
            var before = TestSource.Text(output, "agent.js").Split(text)[0];
            return lines.Explain($"agent.js:{before.Count(each => each is '\n') + 1}:{before.Length - before.LastIndexOf('\n')}");
        }
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/hostname")]
    [InlineData("broken.map")]
    [InlineData("none.map")]
    [InlineData("data:application/json;base64,eyJ2")]
    public async Task A_source_map_that_comes_with_the_code_and_is_none_is_passed_over(string url)
    {
        source.Write("broken.map", """{"version": 3, "sources": [""")
            .Write("index.js", $"export default {{ invoke: () => {{ throw new Error('here'); }} }};\n//# sourceMappingURL={url}\n");

        var output = (await source.BuildAsync("index.js")).Value;

        Assert.Empty(output.Warnings);
        Assert.Contains("here", TestSource.Text(output, "agent.js"), StringComparison.Ordinal);
        Assert.DoesNotContain("root", TestSource.Text(output, SourceLines.FileName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_map_of_a_bundle_that_was_made_before_leads_to_what_it_was_made_of()
    {
        source.Write("dist/index.js.map", """{"version": 3, "sources": ["../src/agent.ts", "/etc/passwd"], "names": [], "mappings": "AAIA,6BCJA"}""")
            .Write("dist/index.js", "export default { invoke: () => { throw new Error('here'); } };\n//# sourceMappingURL=index.js.map\n");

        var output = (await source.BuildAsync("dist/index.js")).Value;

        var lines = SourceLines.Read(TestSource.Modules(output)[SourceLines.FileName])!;
        var code = TestSource.Text(output, "agent.js").Split('\n');
        Assert.Equal("src/agent.ts:5", lines.Explain($"agent.js:{code.Length - 1}:{code[^2].IndexOf("invoke", StringComparison.Ordinal)}"));
        Assert.DoesNotContain("passwd", TestSource.Text(output, SourceLines.FileName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_is_shown_with_its_place_and_line()
    {
        source.Write("src/index.ts", "export default {\n  invoke: () => {\n    const q: number = ;\n  } };");

        var message = await source.RefusedAsync("src/index.ts");

        Assert.Equal("The code could not be bundled.\nsrc/index.ts:3:23: Unexpected \";\"\n    const q: number = ;", message);
    }

    [Fact]
    public async Task Only_the_first_twenty_errors_are_shown()
    {
        source.Write("index.ts", string.Join('\n', Enumerable.Range(0, 50).Select(index => $"import './missing-{index}.js';")));

        var message = await source.RefusedAsync();

        Assert.Equal(20, message.Split('\n').Count(line => line.Contains("Could not resolve", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("import x from '{0}' with {{ type: 'json' }}; export default {{ invoke: () => x }};")]
    [InlineData("import x from '{0}' with {{ type: 'text' }}; export default {{ invoke: () => x }};")]
    [InlineData("import x from '{0}'; export default {{ invoke: () => x }};")]
    [InlineData("export default {{ invoke: () => require('{0}') }};")]
    [InlineData("/// <reference path='{0}' />\nimport '{0}'; export default {{ invoke: () => 'x' }};")]
    public async Task A_file_outside_the_archive_is_neither_bundled_nor_quoted(string template)
    {
        foreach (var name in (string[])["canary.json", "canary.txt", "canary.js", "canary"])
        {
            using var outside = new TestSource();
            outside.Write(name, "sk-canary-4711 not json, not code");
            var absolute = Path.Combine(outside.Root, name);
            foreach (var path in (string[])[absolute, Path.GetRelativePath(source.Root, absolute)])
            {
                source.Write("index.ts", string.Format(template, path));

                var message = await source.RefusedAsync();

                Assert.Contains("outside the archive", message, StringComparison.Ordinal);
                Assert.DoesNotContain("canary-4711", message, StringComparison.Ordinal);
                Assert.DoesNotContain("sk", message.Replace("The code could not be bundled", string.Empty, StringComparison.Ordinal).Split("outside")[0], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_configuration_that_extends_a_file_outside_does_not_quote_it()
    {
        using var outside = new TestSource();
        outside.Write("canary", "sk-canary-4711");
        source.Write("tsconfig.json", $$"""{"extends":"{{Path.Combine(outside.Root, "canary")}}"}""").Write("index.ts", Echo);

        var result = await source.BuildAsync();

        var shown = result.Succeeded ? string.Join('\n', result.Value.Warnings) : result.Failure.Message;
        Assert.DoesNotContain("canary-4711", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leads_outside_is_followed_and_refused()
    {
        using var outside = new TestSource();
        outside.Write("secret.js", "export default 'sk-canary';");
        source.Write("index.ts", "import x from './link/secret.js'; export default { invoke: () => x };");
        Directory.CreateSymbolicLink(Path.Combine(source.Root, "link"), outside.Root);

        Assert.Contains("outside the archive", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_file_ends_the_build_and_not_the_machine()
    {
        source.Write("index.ts", "import x from '/dev/zero' with { type: 'text' }; export default { invoke: () => x };");

        Assert.NotEmpty(await source.RefusedAsync());
    }

    [Theory]
    [InlineData("import x from '/proc/kmsg'; export default { invoke: () => x };")]
    [InlineData("import x from '../../../../../../../proc/kmsg'; export default { invoke: () => x };")]
    [InlineData("export default { invoke: () => { try { return require('/proc/kmsg'); } catch { return 'x'; } } };")]
    public async Task A_file_that_never_ends_is_not_opened(string code)
    {
        source.Options.BundleTimeout = TimeSpan.FromMinutes(10);
        source.Write("index.js", code);

        Assert.Contains("outside the archive", await source.RefusedAsync("index.js"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there.js", "")]
    [InlineData("there.js", " syntax error")]
    [InlineData("not-there.js", "")]
    [InlineData("not-there.js", " syntax error")]
    public async Task Nothing_tells_whether_a_file_outside_the_archive_is_there(string name, string more)
    {
        using var outside = new TestSource();
        outside.Write("there.js", "export default 1;");
        source.Write("index.js", $"import x from '{Path.Combine(outside.Root, name)}'; export default {{ invoke: () => x }};{more}");

        var message = await source.RefusedAsync("index.js");

        Assert.Equal(more.Length == 0, message.Contains("The code imports a file outside the archive", StringComparison.Ordinal));
        Assert.Equal(more.Length > 0, message.Contains("The code could not be bundled.\nindex.js:1:", StringComparison.Ordinal));
        Assert.DoesNotContain("Could not resolve", message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_bundler_that_takes_too_long_is_not_started_again()
    {
        source.Write("index.ts", Echo).Write("never", "#!/bin/sh\necho >> started\nexec sleep 600\n");
        source.Options.EsbuildPath = Path.Combine(source.Root, "never");
        File.SetUnixFileMode(source.Options.EsbuildPath, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        source.Options.BundleTimeout = TimeSpan.FromSeconds(3);

        Assert.Contains("did not finish within", await source.RefusedAsync(), StringComparison.Ordinal);

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(source.Root, "started")));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_bundler_that_takes_too_long_is_ended()
    {
        source.Write("index.ts", Echo).Write("never", "#!/bin/sh\nexec sleep 600\n");
        source.Options.EsbuildPath = Path.Combine(source.Root, "never");
        File.SetUnixFileMode(source.Options.EsbuildPath, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        source.Options.BundleTimeout = TimeSpan.FromMilliseconds(1);

        Assert.Contains("did not finish within", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_packages_are_named_with_the_three_ways_out()
    {
        source.Write("package.json", """{"dependencies":{"left-pad":"1","@acme/tools":"2"}}""")
            .Write("index.ts", "import pad from 'left-pad'; import { a } from '@acme/tools/sub/path'; import 'hono'; export default { invoke: () => pad(a) };");

        var message = await source.RefusedAsync();

        Assert.StartsWith("2 packages are missing: @acme/tools, left-pad.", message, StringComparison.Ordinal);
        Assert.Contains("(1) bundle the agent first", message, StringComparison.Ordinal);
        Assert.Contains("(2) use only packages that the platform has: ", message, StringComparison.Ordinal);
        Assert.Contains("hono", message, StringComparison.Ordinal);
        Assert.Contains("(3)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pnpm-lock.yaml")]
    [InlineData("yarn.lock")]
    [InlineData("bun.lock")]
    public async Task Missing_packages_of_another_package_manager_than_npm_are_to_be_packed(string lockfile)
    {
        source.Options.NpmInstall = "lockfile";
        source.Write("package.json", """{"dependencies":{"left-pad":"1"}}""").Write(lockfile, "lock").Write("index.ts", "import pad from 'left-pad'; export default { invoke: () => pad() };");

        var message = await source.RefusedAsync();

        Assert.Contains($"from a {lockfile} nothing is installed here", message, StringComparison.Ordinal);
        Assert.Contains("--include-node-modules", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_and_data_are_imported_as_text()
    {
        source.Write("prompt.md", "# Be kind").Write("rows.csv", "a,b").Write("rules.yaml", "k: v")
            .Write("index.ts", "import prompt from './prompt.md'; import rows from './rows.csv'; import rules from './rules.yaml'; export default { invoke: () => prompt + rows + rules };");

        Assert.True((await source.BuildAsync()).Succeeded);
    }

    [Fact]
    public async Task A_file_that_cannot_be_imported_is_told_with_those_that_can()
    {
        source.Write("logo.png", "png").Write("index.ts", "import logo from './logo.png'; export default { invoke: () => logo };");

        var message = await source.RefusedAsync();

        Assert.Contains("No loader is configured for \".png\" files", message, StringComparison.Ordinal);
        Assert.Contains("can be imported as text (.txt, .md", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_major_version_than_asked_for_is_warned_of()
    {
        source.Write("package.json", """{"dependencies":{"hono":"^3.1.0","zod":"*"}}""").Write("index.ts", "import { Hono } from 'hono'; export default new Hono();");

        var warning = Assert.Single((await source.BuildAsync()).Value.Warnings);

        Assert.StartsWith("package.json asks for hono ^3.1.0", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_does_not_fit_another_major_version_is_told_of_it()
    {
        source.Write("package.json", """{"dependencies":{"hono":"^3.1.0"}}""").Write("index.ts", "import { Old } from 'hono'; export default Old;");

        var message = await source.RefusedAsync();

        Assert.Contains("No matching export", message, StringComparison.Ordinal);
        Assert.Contains("package.json asks for hono ^3.1.0, and the platform's", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_of_LangGraph_may_be_exported_as_its_projects_do()
    {
        source.Write("index.ts", "export const graph = { invoke: () => ({ messages: [] }) };");

        Assert.True((await source.BuildAsync()).Succeeded);
    }

    [Theory]
    [InlineData("export const a = 1;", "no default export. It exports: a.")]
    [InlineData("console.log(1);", "no default export. It exports nothing.")]
    public async Task An_entry_point_without_a_handler_is_refused(string code, string reason)
    {
        source.Write("index.ts", code);

        Assert.Contains(reason, await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_from_an_address_is_refused()
    {
        source.Write("index.ts", "import x from 'https://example.com/x.js'; export default { invoke: () => x };");

        Assert.Contains("https://example.com/x.js", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let x = 'none'; try { x = await import('@acme/optional'); } catch { } export default { invoke: () => x };")]
    [InlineData("let x = 'none'; try { x = require('@acme/optional'); } catch { } export default { invoke: () => x };")]
    public async Task A_package_that_the_code_can_do_without_need_not_be_there(string code)
    {
        source.Write("index.ts", code);

        var output = (await source.BuildAsync()).Value;

        Assert.Equal("Not in the bundle, as it was not found and the code can do without: @acme/optional.", Assert.Single(output.Warnings));
    }

    [Fact]
    public async Task An_address_is_refused_also_where_the_code_could_do_without()
    {
        source.Write("index.ts", "let x; try { x = await import('https://example.com/x.js'); } catch { } export default { invoke: () => x };");

        Assert.Contains("https://example.com/x.js", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_is_too_large_is_refused()
    {
        source.Cloudflare.MaximumScriptBytes = 1024;
        source.Write("index.ts", Echo);

        Assert.Contains("compressed, and the runtime takes at most", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_of_more_modules_than_are_published_is_refused()
    {
        var imports = Enumerable.Range(0, 500).Select(index => (Name: $"m{index}.wasm", Import: $"import m{index} from './m{index}.wasm';")).ToList();
        imports.ForEach(import => source.Write(import.Name, import.Name));
        source.Write("index.ts", $"{string.Concat(imports.Select(import => import.Import))} export default {{ invoke: () => [{string.Join(',', imports.Select((_, index) => $"m{index}"))}] }};");

        Assert.Contains("consists of 504 modules, and at most 500 are taken", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durable_object_classes_of_the_manifest_are_bound_and_exported()
    {
        source.Write("index.ts", "import { DurableObject } from 'cloudflare:workers'; export class Counter extends DurableObject {} export default { fetch: () => new Response('x') };");

        var output = (await source.BuildAsync("index.ts", framework: null, "Counter")).Value;

        Assert.Equal("""[{"name":"Counter","className":"Counter"}]""", output.Facts["durableObjects"]);
        Assert.Contains("export * from \"./agent.js\";", TestSource.Text(output, "index.js"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_object_class_that_is_not_exported_is_refused()
    {
        source.Write("index.ts", Echo);

        Assert.Contains("'Counter' is not exported by 'index.ts'. It exports: default.", await source.RefusedAsync("index.ts", framework: null, "Counter"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classes_of_an_agents_sdk_module_are_found_in_its_text()
    {
        source.Write("agents.ts", """
                import { Agent } from "agents";
                export class Base extends Agent {}
                export class Chat extends Base { static options = { hibernate: true }; }
                """)
            .Write("index.ts", """
                import { routeAgentRequest } from "agents";
                import { WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";
                import { Chat } from "./agents";
                export { Chat as ChatAgent } from "./agents";
                export class Helper { }
                export class Rpc extends WorkerEntrypoint {}
                export class Flow extends WorkflowEntrypoint {}
                export class Second extends Chat {}
                export default { fetch: (request: Request, env: unknown) => routeAgentRequest(request, env as never) };
                """);

        var output = (await source.BuildAsync("index.ts", "cloudflare-agents")).Value;

        var found = BuildFacts.Parse(output.Facts).DurableObjects.Select(binding => binding.ClassName).Order(StringComparer.Ordinal);
        Assert.Equal(["ChatAgent", "Second"], found);
    }

    [Fact]
    public async Task Classes_with_decorated_members_are_found_too()
    {
        source.Write("index.ts", """
            import { Agent, callable, routeAgentRequest } from "agents";
            export class Plain extends Agent {}
            export class Counter extends Agent { @callable() increment() { return 1; } }
            export default class extends Counter { @callable() other() { return 2; } }
            export class Last extends Counter { @callable() decrement() { return 0; } @callable() read() { return 0; } }
            """);

        var output = (await source.BuildAsync("index.ts", "cloudflare-agents")).Value;

        Assert.Equal(["Counter", "Last", "Plain"], BuildFacts.Parse(output.Facts).DurableObjects.Select(binding => binding.ClassName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "cloudflare-agents")]
    [InlineData("custom", "custom")]
    public async Task A_bundle_that_holds_the_agents_sdk_is_taken_for_its_framework_unless_the_manifest_says_otherwise(string? framework, string expected)
    {
        source.Write("index.ts", "import { Agent } from 'agents'; export class Chat extends Agent {} export default { fetch: () => new Response('x') };");

        Assert.Equal(expected, (await source.BuildAsync("index.ts", framework)).Value.Facts["framework"]);
    }

    [Fact]
    public async Task An_agents_sdk_module_without_a_class_says_what_to_do()
    {
        source.Write("index.ts", "export default { fetch: () => new Response('x') };");

        Assert.Contains("\"durableObjects\": [\"MyAgent\"]", await source.RefusedAsync("index.ts", "cloudflare-agents"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrangler_configuration_is_taken_into_account()
    {
        source.Write("index.ts", "import { DurableObject } from 'cloudflare:workers'; export class Room extends DurableObject {} export default { fetch: () => new Response('x') };")
            .Write("wrangler.jsonc", """
                {
                  // the Agents starter's shape
                  "name": "x", "main": "src/server.ts", "compatibility_date": "2026-01-15", "compatibility_flags": ["nodejs_compat", "no_global_navigator"],
                  "durable_objects": { "bindings": [{ "name": "ROOMS", "class_name": "Room" }] },
                  "vars": { "MODE": "demo", "DEPTH": 3 }, "ai": { "binding": "AI", "remote": true },
                  "assets": { "directory": "public" }, "kv_namespaces": [],
                }
                """);

        var output = (await source.BuildAsync()).Value;
        var facts = BuildFacts.Parse(output.Facts);

        Assert.Equal([new DurableObjectBinding("ROOMS", "Room")], facts.DurableObjects);
        Assert.Equal("2026-01-15", facts.CompatibilityDate);
        Assert.Equal(["nodejs_compat", "no_global_navigator", "enable_request_signal", .. NodeModules.Flags("2026-01-15", [])], facts.CompatibilityFlags);
        Assert.Equal("demo", facts.Variables["MODE"]);
        Assert.Equal("3", facts.Variables["DEPTH"]);
        Assert.Equal(["DEPTH"], facts.JsonVariables);
        Assert.Equal("AI", facts.AiBinding);
        Assert.Contains(output.Warnings, warning => warning.Contains("'src/server.ts' as main", StringComparison.Ordinal));
        Assert.Contains(output.Warnings, warning => warning.Contains("not given here: assets, kv_namespaces.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_wrangler_configuration_nearest_to_the_entry_point_counts()
    {
        source.Write("apps/bot/src/server.ts", "import { DurableObject } from 'cloudflare:workers'; export class Room extends DurableObject {} export default { fetch: () => new Response('x') };")
            .Write("apps/bot/wrangler.jsonc", """{ "main": "./src/server.ts", "durable_objects": { "bindings": [{ "name": "ROOMS", "class_name": "Room" }] }, "kv_namespaces": [] }""")
            .Write("wrangler.toml", "main = \"other.ts\"\n");

        var output = (await source.BuildAsync("apps/bot/src/server.ts")).Value;

        Assert.Equal([new DurableObjectBinding("ROOMS", "Room")], BuildFacts.Parse(output.Facts).DurableObjects);
        Assert.StartsWith("apps/bot/wrangler.jsonc asks for what agents are not given", Assert.Single(output.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_wrangler_configuration_says_of_bundling_is_done()
    {
        source.Write("src/index.js", "import q from './q.glsl'; import b from './b.dat'; import thing from 'thing'; import fs from 'fs'; export default { invoke: () => [MODE, q, b, thing, fs].join() };")
            .Write("src/q.glsl", "void main() {}").Write("src/b.dat", "bytes").Write("src/thing.js", "export default 'in place of it';").Write("src/fs.js", "export default 'no files';")
            .Write("src/wrangler.json", """
                {
                  "define": { "MODE": "\"defined\"" }, "alias": { "thing": "./thing.js", "fs": "./fs.js" },
                  "rules": [{ "type": "Text", "globs": ["**/*.glsl"] }, { "type": "Data", "globs": ["*.dat"], "fallthrough": true }, { "type": "ESModule", "globs": ["**/*.js"] }]
                }
                """);

        var output = (await source.BuildAsync("src/index.js")).Value;

        var agent = TestSource.Text(output, "agent.js");
        Assert.All(["\"defined\"", "void main() {}", "in place of it", "no files"], text => Assert.Contains(text, agent, StringComparison.Ordinal));
        Assert.Single(TestSource.Modules(output).Keys, name => name.EndsWith(".dat", StringComparison.Ordinal));
        Assert.Empty(output.Warnings);
    }

    [Fact]
    public async Task What_a_wrangler_configuration_says_in_vain_is_warned_of()
    {
        source.Write("index.ts", Echo).Write("wrangler.json", """
            {
              "name": "x", "main": "index.ts", "observability": {}, "migrations": [], "env": { "production": {} }, "ratelimits": [], "unsafe": {}, "build": { "command": "x" },
              "define": { "a b": "1", "N": 1 }, "alias": { "a": "../../etc/passwd", "/b": "b", "c": "/etc/passwd" }, "rules": [{ "type": "Text", "globs": ["**/*.js", "prompts/**"] }], "of_tomorrow": 1
            }
            """);

        var output = (await source.BuildAsync()).Value;

        Assert.Equal(
            "wrangler.json asks for what agents are not given here: env, ratelimits, unsafe, build, of_tomorrow, define 'a b', define 'N', alias 'a', alias '/b', alias 'c', rules '**/*.js', rules 'prompts/**'.",
            Assert.Single(output.Warnings));
    }

    [Theory]
    [InlineData("python_workers")]
    [InlineData("no_nodejs_compat")]
    [InlineData("experimental")]
    public async Task Compatibility_flags_that_nothing_can_run_with_are_refused_by_name(string flag)
    {
        source.Write("index.ts", Echo).Write("wrangler.json", $$"""{"compatibility_flags":["{{flag}}"]}""");

        Assert.Contains($"can't have here: {flag}.", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_of_Node_are_switched_on_by_flags_only_where_the_date_does_not()
    {
        Assert.Contains("enable_nodejs_http_modules", NodeModules.Flags("2025-08-14", []));
        Assert.DoesNotContain("enable_nodejs_http_modules", NodeModules.Flags("2025-08-15", []));
        Assert.DoesNotContain("enable_nodejs_fs_module", NodeModules.Flags("2025-05-01", ["disable_nodejs_fs_module"]));
        Assert.Empty(NodeModules.Flags("2026-03-17", []));
    }

    [Fact]
    public async Task A_malformed_wrangler_configuration_is_refused_with_its_line()
    {
        source.Write("index.ts", Echo).Write("wrangler.toml", "main = \"index.ts\"\nvars = { A = }\n");

        Assert.Contains("wrangler.toml: line 2", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"main":"\ud83d"}""")]
    [InlineData("""{"vars":{"A":"\ud83d"}}""")]
    [InlineData("""{"\ud83d":1}""")]
    public async Task A_wrangler_configuration_with_half_a_character_is_refused(string config)
    {
        source.Write("index.ts", Echo).Write("wrangler.json", config);

        Assert.Contains("wrangler.json holds half a character", await source.RefusedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dependencies":{"\ud83d":"1"}}""")]
    [InlineData("""{"dependencies":{"hono":"\ud83d"}}""")]
    public async Task A_package_file_with_half_a_character_says_nothing_of_packages(string file)
    {
        source.Write("index.ts", Echo).Write("package.json", file);

        Assert.True((await source.BuildAsync()).Succeeded);
    }

    [Fact]
    public async Task Nothing_is_written_into_the_source()
    {
        source.Write("index.ts", Echo);

        await source.BuildAsync();

        Assert.Equal([Path.Combine(source.Root, "index.ts")], Directory.EnumerateFileSystemEntries(source.Root));
    }

    [Fact]
    public async Task A_failure_to_start_the_bundler_is_a_fault_of_the_platform()
    {
        source.Write("index.ts", Echo).Write("not-a-tool", "x");
        source.Options.EsbuildPath = Path.Combine(source.Root, "not-a-tool");

        await Assert.ThrowsAsync<InvalidOperationException>(() => source.BuildAsync());
    }
}
