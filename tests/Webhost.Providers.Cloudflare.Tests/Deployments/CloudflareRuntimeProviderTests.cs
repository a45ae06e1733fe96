using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Xunit.Abstractions;

namespace Webhost.Providers.Cloudflare.Tests.Deployments;

/// <summary>The whole adapter against the local Cloudflare: real esbuild, real workerd, the real shim and dispatcher.</summary>
public sealed class CloudflareRuntimeProviderTests(LocalCloudflare cloudflare, ITestOutputHelper output) : IClassFixture<LocalCloudflare>
{
    private const string Echo = "export default { async invoke(request, context) { return `${request.messages.at(-1).content} ${context.env.MODE ?? ''} ${context.env.KEY ?? ''}`.trim(); } };";
    private const string Counting = "export default { async invoke(request, context) { const n = (await context.state.get('n') ?? 0) + 1; await context.state.set('n', n); return `VERSION ${n}`; } };";

    [Fact]
    public async Task An_agent_is_deployed_probed_and_invoked()
    {
        await using var agent = new TestAgent(cloudflare);
        agent.Plain["MODE"] = "plain-value";
        agent.Secrets["KEY"] = "secret-value";
        var deployed = await agent.DeployAsync(Echo);
        var input = agent.Input("hello");

        var answer = (await agent.InvokeAsync(input)).Value;

        Assert.Equal("hello plain-value secret-value", answer.Text);
        Assert.NotNull(answer.Usage);
        var reported = await cloudflare.TelemetryOfAsync(input.InvocationId);
        Assert.Equal(deployed.DeploymentId, reported.GetProperty("deploymentId").GetString());
        var (_, signature, body) = cloudflare.Reports.First(report => report.Deployment == deployed.DeploymentId);
        Assert.Equal($"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(deployed.Telemetry.TelemetrySecret), Encoding.UTF8.GetBytes(body)))}", signature);
    }

    [Theory]
    [InlineData("2025-05-01")]
    [InlineData("2025-08-03")]
    [InlineData("2025-09-20")]
    [InlineData("2026-02-01")]
    [InlineData("2026-11-01")]
    public async Task Modules_of_Node_are_there_whatever_the_compatibility_date(string date)
    {
        string[] modules =
        [
            "_stream_wrap", "child_process", "cluster", "console", "crypto", "dgram", "domain", "fs", "fs/promises", "http", "http2", "https", "inspector", "os", "perf_hooks", "process", "punycode",
            "readline", "readline/promises", "repl", "sqlite", "trace_events", "tty", "v8", "vm", "wasi", "worker_threads",
        ];
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["wrangler.json"] = $$"""{"compatibility_date":"{{date}}"}""",
                ["index.js"] = $$"""
                    {{string.Join('\n', modules.Select((name, index) => $"import * as m{index} from 'node:{name}';"))}}
                    export default { invoke: () => [{{string.Join(',', modules.Select((_, index) => $"m{index}"))}}].filter((module) => typeof module === 'object').length + ' ' + typeof m9.createServer };
                    """,
            },
            "index.js");

        Assert.Equal($"{modules.Length} function", await agent.AskAsync("go"));
    }

    [Fact]
    public async Task Variables_of_a_wrangler_configuration_keep_their_type_and_are_texts_in_the_context()
    {
        const string Code = """
            const show = (value) => `${typeof value} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
            export default HANDLER;
            """;
        const string Wrangler = """{"vars":{"OFF":false,"N":5,"CFG":{"a":["é"]},"T":"x","MINE":1}}""";
        await using var plain = new TestAgent(cloudflare);
        await using var wrapped = new TestAgent(cloudflare);
        plain.Plain["MINE"] = wrapped.Plain["MINE"] = "own";

        await plain.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["wrangler.json"] = Wrangler,
                ["index.js"] = Code.Replace("HANDLER", "{ fetch: (request, env) => Response.json({ text: [env.OFF, env.N, env.CFG, env.T, env.MINE].map(show).join(', ') }) }", StringComparison.Ordinal),
            },
            "index.js");
        await wrapped.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["wrangler.json"] = Wrangler,
                ["index.js"] = Code.Replace("HANDLER", "{ invoke: (request, { env }) => [env.OFF, env.N, env.CFG, env.T, env.MINE].map(show).join(', ') }", StringComparison.Ordinal),
            },
            "index.js");

        Assert.Equal("boolean false, number 5, object {\"a\":[\"é\"]}, string x, string own", await plain.AskAsync("go"));
        Assert.Equal("string false, string 5, string {\"a\":[\"é\"]}, string x, string own", await wrapped.AskAsync("go"));
    }

    [Fact]
    public async Task A_streamed_answer_comes_in_order()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync("export default { async *invoke(request) { for (const word of ['one ', 'two ', 'three']) yield word; } };");
        var events = new List<RuntimeEvent>();

        await foreach (var item in cloudflare.Provider.InvokeStreamingAsync(agent.Input("go"), CancellationToken.None))
        {
            events.Add(item);
        }

        Assert.Equal("one two three", string.Concat(events.OfType<RuntimeEvent.Delta>().Select(delta => delta.Text)));
        Assert.IsType<RuntimeEvent.UsageReported>(events[^2]);
        Assert.IsType<RuntimeEvent.Completed>(events[^1]);
    }

    [Fact]
    public async Task Deploying_the_same_deployment_again_changes_nothing()
    {
        await using var agent = new TestAgent(cloudflare);
        var input = await agent.DeployAsync(Counting);
        Assert.Equal("VERSION 1", await agent.AskAsync("x"));

        var again = (await cloudflare.Provider.DeployAsync(input, CancellationToken.None)).Value;

        Assert.Equal(agent.Reference!.Values, again.Values);
        Assert.Equal("VERSION 2", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task Session_state_outlives_deployments_and_roll_backs()
    {
        await using var agent = new TestAgent(cloudflare);
        var first = await agent.DeployAsync(Counting.Replace("VERSION", "first", StringComparison.Ordinal));
        Assert.Equal("first 1", await agent.AskAsync("x"));
        await agent.DeployAsync(Counting.Replace("VERSION", "second", StringComparison.Ordinal));
        Assert.Equal("second 2", await agent.AskAsync("x"));

        var start = Stopwatch.GetTimestamp();
        var rolledBack = (await agent.PublishAsync(first)).Value;
        var answer = await agent.AskAsync("x");

        Assert.Equal("first 3", answer);
        Assert.Equal(first.DeploymentId, rolledBack["deploymentId"]);
        output.WriteLine($"Roll-back to the next answer: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task A_changed_secret_reaches_the_agent_by_activating_again_also_after_a_roll_back()
    {
        await using var agent = new TestAgent(cloudflare);
        agent.Secrets["KEY"] = "old";
        var first = await agent.DeployAsync(Echo);
        await agent.DeployAsync(Echo + "// second");
        await agent.PublishAsync(first);
        Assert.Equal("x  old", await agent.AskAsync("x"));

        agent.Secrets["KEY"] = "new";
        await agent.PublishAsync(first);
        Assert.Equal("x  new", await agent.AskAsync("x"));

        agent.Secrets.Remove("KEY");
        await agent.PublishAsync(first);
        Assert.Equal("x", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task Sessions_are_read_and_deleted()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(Echo);
        await agent.AskAsync("hello", "ses_a:1.x-2");

        var session = (await cloudflare.Provider.ReadSessionAsync(agent.Reference!, agent.InvokeSecret, "ses_a:1.x-2", CancellationToken.None)).Value;
        Assert.Equal(["hello", "hello"], session.Messages.Select(message => message.Content));
        Assert.True(session.SizeBytes > 0);
        Assert.IsType<Failure.NotFound>((await cloudflare.Provider.ReadSessionAsync(agent.Reference!, agent.InvokeSecret, "ses_other", CancellationToken.None)).Failure);
        Assert.IsType<Failure.NotFound>((await cloudflare.Provider.ReadSessionAsync(agent.Reference!, agent.InvokeSecret, "..", CancellationToken.None)).Failure);

        Assert.True((await cloudflare.Provider.DeleteSessionAsync(agent.Reference!, agent.InvokeSecret, "ses_a:1.x-2", CancellationToken.None)).Succeeded);
        Assert.True((await cloudflare.Provider.DeleteSessionAsync(agent.Reference!, agent.InvokeSecret, "ses_a:1.x-2", CancellationToken.None)).Succeeded);
        Assert.IsType<Failure.NotFound>((await cloudflare.Provider.ReadSessionAsync(agent.Reference!, agent.InvokeSecret, "ses_a:1.x-2", CancellationToken.None)).Failure);
    }

    [Fact]
    public async Task A_call_with_another_key_is_refused_and_a_replay_too()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(Echo);
        var input = agent.Input("x");
        Assert.True((await agent.InvokeAsync(input)).Succeeded);

        Assert.IsType<Failure.Conflict>((await agent.InvokeAsync(input)).Failure);
        var forged = Assert.IsType<Failure.RuntimeError>((await agent.InvokeAsync(agent.Input("x") with { InvokeSecret = "another" })).Failure);
        Assert.Equal("auth", forged.ErrorClass);
    }

    [Fact]
    public async Task An_agents_own_error_is_a_failure_of_its_class()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync("export default { invoke() { throw Object.assign(new Error('the model refused the key'), { status: 401 }); } };");

        var failure = Assert.IsType<Failure.RuntimeError>((await agent.InvokeAsync(agent.Input("x"))).Failure);

        Assert.Equal("auth", failure.ErrorClass);
        Assert.False(failure.Transient);
        Assert.Contains("the model refused the key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_throws_at_the_start_fails_its_deployment_with_its_message_and_without_secrets()
    {
        await using var agent = new TestAgent(cloudflare);
        agent.Secrets["KEY"] = "sk-canary-4711";
        var input = (await agent.BuildAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = "import { env } from 'cloudflare:workers'; throw new Error(`no start with ${env.KEY}`); export default { invoke() {} };" }, "index.js")).Value;

        var failure = Assert.IsType<Failure.DeploymentFailed>((await cloudflare.Provider.DeployAsync(input, CancellationToken.None)).Failure);

        Assert.False(failure.Transient);
        Assert.Contains("no start with", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-canary-4711", failure.Message, StringComparison.Ordinal);
        output.WriteLine(failure.Message);
    }

    [Fact]
    public async Task Code_that_spins_at_the_start_fails_its_deployment()
    {
        await using var agent = new TestAgent(cloudflare);
        var input = (await agent.BuildAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = "for (;;) {} export default { invoke() {} };" }, "index.js")).Value;

        var failure = Assert.IsType<Failure.DeploymentFailed>((await cloudflare.Provider.DeployAsync(input, CancellationToken.None)).Failure);

        output.WriteLine(failure.Message);
    }

    [Fact]
    public async Task Durable_object_classes_grow_and_survive_a_roll_back_to_code_without_them()
    {
        const string Plain = "export default { fetch: async (request, env) => new Response('plain') };";
        const string WithClass = """
            import { DurableObject } from "cloudflare:workers";
            export class Counter extends DurableObject {
              async next() { const n = (await this.ctx.storage.get("n") ?? 0) + 1; await this.ctx.storage.put("n", n); return n; }
            }
            export default { fetch: async (request, env) => new Response(`${await env.Counter.get(env.Counter.idFromName("one")).next()}`) };
            """;
        await using var agent = new TestAgent(cloudflare);
        var plain = await agent.DeployAsync(Plain);
        Assert.Equal("plain", await agent.AskAsync("x"));
        var counting = await agent.DeployAsync(WithClass, ["Counter"]);
        Assert.Equal("1", await agent.AskAsync("x"));

        await agent.PublishAsync(plain);
        Assert.Equal("plain", await agent.AskAsync("x"));
        await agent.PublishAsync(counting);
        Assert.Equal("2", await agent.AskAsync("x"));
        await agent.DeployAsync(WithClass.Replace("Counter", "Second", StringComparison.Ordinal), ["Second"]);
        Assert.Equal("1", await agent.AskAsync("x"));
        await agent.PublishAsync(counting);
        Assert.Equal("3", await agent.AskAsync("x"));
    }

    [Theory]
    [InlineData("Session")]
    [InlineData("createHandler")]
    public async Task A_class_that_is_dropped_may_have_a_name_that_the_main_module_uses(string name)
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync($"import {{ DurableObject }} from 'cloudflare:workers'; export class {name} extends DurableObject {{}} export default {{ invoke: () => 'with' }};", [name]);

        await agent.DeployAsync("export default { invoke: () => 'without' };");

        Assert.Equal("without", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task A_module_of_the_agents_sdk_runs_with_its_state()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["src/server.ts"] = """
                    import { Agent, routeAgentRequest } from "agents";
                    export class Notes extends Agent<unknown, { notes: string[] }> {
                      initialState = { notes: [] as string[] };
                      async onRequest(request: Request) {
                        const body = await request.json() as { messages: { content: string }[] };
                        this.setState({ notes: [...this.state.notes, body.messages.at(-1)!.content] });
                        return Response.json({ text: this.state.notes.join(",") });
                      }
                    }
                    export default { fetch: async (request: Request, env: Record<string, unknown>) => await routeAgentRequest(request, env as never) ?? new Response("no route", { status: 404 }) };
                    """,
                ["package.json"] = """{"dependencies":{"agents":"^0.32.0"}}""",
            },
            "src/server.ts", "cloudflare-agents");

        Assert.Equal("one", await agent.AskAsync("one"));
        Assert.Equal("one,two", await agent.AskAsync("two"));
        Assert.Equal("other", await agent.AskAsync("other", "ses_2"));
    }

    [Fact]
    public async Task A_hono_application_runs_with_packages_of_the_platform()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync("import { Hono } from 'hono'; import { z } from 'zod'; const app = new Hono(); app.post('/invoke', async (c) => c.json({ text: z.string().parse((await c.req.json()).messages[0].content).toUpperCase() })); export default app;");

        Assert.Equal("SHOUT", await agent.AskAsync("shout"));
    }

    [Fact]
    public async Task Web_assembly_runs_and_data_is_read()
    {
        // (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)); every byte of it is ASCII.
        const string Add = "\0asm\u0001\0\0\0\u0001\u0007\u0001\u0060\u0002\u007f\u007f\u0001\u007f\u0003\u0002\u0001\0\u0007\u0007\u0001\u0003add\0\0\u000a\u0009\u0001\u0007\0\u0020\0\u0020\u0001\u006a\u000b";
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["lib/add.wasm"] = Add,
                ["lib/twelve.bin"] = "twelve bytes",
                ["index.js"] = """
                    import add from './lib/add.wasm';
                    import same from './lib/add.wasm?module';
                    import data from './lib/twelve.bin';
                    const sum = async (module) => (await WebAssembly.instantiate(module)).exports.add(2, 3);
                    export default { invoke: async () => [await sum(add), await sum(same), data instanceof ArrayBuffer, data.byteLength].join() };
                    """,
            },
            "index.js");

        Assert.Equal("5,5,true,12", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task A_binding_for_workers_ai_is_there_and_says_that_it_is_on_cloudflare_only()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["index.js"] = "export default { fetch: async (request, env) => new Response(await env.MODELS.run('model', {}).catch((error) => error.message)) };",
                ["wrangler.json"] = """{"ai":{"binding":"MODELS"}}""",
            },
            "index.js");

        Assert.Equal("Workers AI is not available on the local Cloudflare.", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task Variables_that_the_runtime_does_not_take_are_refused_without_their_values()
    {
        await using var agent = new TestAgent(cloudflare);
        agent.Secrets["BIG"] = "canary" + new string('x', 6000);
        agent.Secrets["WEBHOST_X"] = "canary";
        agent.Plain["Counter"] = "canary";
        var input = (await agent.BuildAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = "import { DurableObject } from 'cloudflare:workers'; export class Counter extends DurableObject {} export default { fetch() {} };" },
            "index.js", framework: null, ["Counter"])).Value;

        var failure = Assert.IsType<Failure.Invalid>((await cloudflare.Provider.DeployAsync(input, CancellationToken.None)).Failure);

        Assert.Equal(["env.BIG", "env.Counter", "env.WEBHOST_X"], failure.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
        Assert.All(failure.Problems, problem => Assert.DoesNotContain("canary", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_are_too_long_together_are_refused_with_the_way_out()
    {
        await using var agent = new TestAgent(cloudflare);
        foreach (var number in Enumerable.Range(10, 50))
        {
            agent.Secrets[$"KEY_{number}_{new string('X', 50)}"] = "value";
        }

        var input = (await agent.BuildAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = Echo }, "index.js")).Value;

        var problem = Assert.Single(Assert.IsType<Failure.Invalid>((await cloudflare.Provider.DeployAsync(input, CancellationToken.None)).Failure).Problems);

        Assert.Equal("env", problem.Path);
        Assert.Contains("shorter names", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_an_agent_removes_its_worker_and_sessions_and_may_be_repeated()
    {
        await using var agent = new TestAgent(cloudflare);
        var input = await agent.DeployAsync(Counting);
        await agent.AskAsync("x");
        var driver = cloudflare.Services.GetRequiredService<IScriptDriver>();
        Assert.Single((await driver.ListAsync(agent.Agent.AgentId, CancellationToken.None)).Names);
        Assert.Single((await driver.ListAsync(input.DeploymentId, CancellationToken.None)).Names);

        Assert.True((await cloudflare.Provider.RemoveAgentAsync(agent.Agent, CancellationToken.None)).Succeeded);
        Assert.True((await cloudflare.Provider.RemoveAgentAsync(agent.Agent, CancellationToken.None)).Succeeded);

        Assert.Empty((await driver.ListAsync(agent.Agent.AgentId, CancellationToken.None)).Names);
        Assert.IsType<Failure.NotFound>((await agent.InvokeAsync(agent.Input("x"))).Failure);
        await cloudflare.Provider.DeployAsync(input, CancellationToken.None);
        Assert.Equal("VERSION 1", await agent.AskAsync("x"));
    }

    [Fact]
    public async Task The_health_check_tells_what_is_wrong()
    {
        Assert.True((await cloudflare.Provider.HealthcheckAsync(CancellationToken.None)).TryGet(out _, out var none), none?.Message);

        var credentials = await Of(("Cloudflare:ApiToken", "wrong")).HealthcheckAsync(CancellationToken.None);
        Assert.Equal("auth", Assert.IsType<Failure.RuntimeError>(credentials.Failure).ErrorClass);
        var place = await Of(("Cloudflare:DispatchNamespace", "missing")).HealthcheckAsync(CancellationToken.None);
        Assert.False(Assert.IsType<Failure.RuntimeError>(place.Failure).Transient);
        var dispatcher = await Of(("Cloudflare:DispatcherUrl", "http://127.0.0.1:1")).HealthcheckAsync(CancellationToken.None);
        Assert.True(Assert.IsType<Failure.RuntimeError>(dispatcher.Failure).Transient);

        IRuntimeProvider Of((string, string) change) => cloudflare.Create(change, ("Cloudflare:ApiAttempts", "1")).GetRequiredService<IRuntimeProvider>();
    }

    [Fact]
    public async Task A_wrong_token_fails_a_deployment_for_good_without_detail()
    {
        var provider = cloudflare.Create(("Cloudflare:ApiToken", "wrong-token")).GetRequiredService<IRuntimeProvider>();
        await using var agent = new TestAgent(cloudflare, provider);
        var input = (await agent.BuildAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = Echo }, "index.js")).Value;

        var failure = Assert.IsType<Failure.DeploymentFailed>((await provider.DeployAsync(input, CancellationToken.None)).Failure);

        Assert.False(failure.Transient);
        Assert.DoesNotContain("wrong-token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_of_the_account_itself_are_served_too()
    {
        var provider = cloudflare.CreateForAccountScripts().GetRequiredService<IRuntimeProvider>();
        await using var agent = new TestAgent(cloudflare, provider);

        var first = await agent.DeployAsync(Counting.Replace("VERSION", "first", StringComparison.Ordinal));
        Assert.Equal("first 1", await agent.AskAsync("x"));
        await agent.DeployAsync(Counting.Replace("VERSION", "second", StringComparison.Ordinal));
        Assert.Equal("second 2", await agent.AskAsync("x"));
        await agent.PublishAsync(first);
        Assert.Equal("first 3", await agent.AskAsync("x"));
        Assert.True((await provider.HealthcheckAsync(CancellationToken.None)).Succeeded);
        Assert.True((await provider.RemoveAgentAsync(agent.Agent, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task A_user_without_the_plan_is_refused()
    {
        await using var agent = new TestAgent(cloudflare);
        await agent.DeployAsync(Echo);
        var input = agent.Input("x") with { Limits = agent.Input("x").Limits with { Entitled = false } };

        Assert.IsType<Failure.Denied>((await agent.InvokeAsync(input)).Failure);
        await foreach (var item in cloudflare.Provider.InvokeStreamingAsync(input, CancellationToken.None))
        {
            Assert.IsType<Failure.Denied>(Assert.IsType<RuntimeEvent.Failed>(item).Failure);
        }
    }
}
