using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class RuntimeTests(FacadeFixture facade) : IClassFixture<FacadeFixture>
{
    /// <summary>Streams <c>tick</c> lines through an object until the caller leaves, and remembers that it left.</summary>
    private const string TickerSource = """
        import { DurableObject } from "cloudflare:workers";
        export class Ticker extends DurableObject {
          cancelled = 0;
          async fetch(request) {
            const url = new URL(request.url);
            if (url.pathname === "/cancelled") return new Response(String(this.cancelled));
            const ticks = Number(url.searchParams.get("ticks") ?? 1e9);
            let n = 0;
            const encoder = new TextEncoder();
            return new Response(new ReadableStream({
              pull: async (controller) => {
                if (n === ticks) return controller.close();
                await scheduler.wait(20);
                controller.enqueue(encoder.encode(`tick ${n++}\n`));
              },
              cancel: () => { this.cancelled++; },
            }), { headers: { "content-type": "text/event-stream" } });
          }
        }
        export default { fetch: (request, env) => env.TICKER.getByName("one").fetch(request) };
        """;

    private readonly CloudflareClient _client = facade.Client;

    [Fact]
    public async Task A_spinning_script_is_stopped_and_its_caller_and_the_next_get_an_answer()
    {
        await _client.DeployAsync("spins", new Worker("export default { fetch: (r) => { if (r.url.endsWith('/spin')) for (;;); return new Response('sane'); } };"), namespaced: true);
        Assert.Equal("sane", await _client.DispatchAsync("spins"));

        using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.DispatcherUrl, "spins/spin"));

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Contains("RUNTIME_ERROR", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("sane", await _client.DispatchAsync("spins"));
        Assert.Contains(_client.Facade.ReadLog(FacadeFixture.Namespace, "spins")!, line => line.Message == "Worker exceeded CPU time limit.");
    }

    [Fact]
    public async Task A_script_that_fills_its_heap_dies_alone_and_serves_again()
    {
        await _client.DeployAsync("hog", new Worker("export default { fetch: (r) => { const all = []; if (r.url.endsWith('/hog')) for (;;) all.push(new Array(100000).fill(Math.random())); return new Response('sane'); } };"));
        await _client.DeployAsync("neighbour", new Worker("export default { fetch: () => new Response('unharmed') };"));

        using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.ScriptUrl("hog"), "hog"));

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("error code: 1102\nWorker exceeded memory limit.\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("sane", await _client.AskAsync("hog"));
        Assert.Equal("unharmed", await _client.AskAsync("neighbour"));
    }

    [Fact]
    public async Task What_a_script_throws_reaches_the_caller_and_the_log()
    {
        await _client.DeployAsync("throws", new Worker("export default { fetch: () => { console.warn('before', { a: 1 }); throw new TypeError('käputt'); } };"));

        using var answer = await _client.Web.GetAsync(_client.Facade.ScriptUrl("throws"));

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Equal("error code: 1101\nkäputt\n", await answer.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => Log().Any(line => line.Source == "exception"), "the exception in the log");
        Assert.Contains(Log(), line => line is { Source: "console", Level: "warn", Message: "before { a: 1 }" });
        Assert.Contains(Log(), line => line is { Source: "exception", Message: "TypeError: käputt" } && line.Stack!.Contains("index.js:1", StringComparison.Ordinal));

        IReadOnlyList<Logs.ScriptLogLine> Log() => _client.Facade.ReadLog(null, "throws")!;
    }

    [Fact]
    public async Task A_full_disk_costs_lines_of_the_log_file_and_nothing_else()
    {
        await _client.DeployAsync("talks", new Worker("export default { fetch: (r) => { console.log(new URL(r.url).search); return new Response('ok'); } };"));
        var folder = Processes.FolderOf(facade.StateDirectory, "talks");
        File.CreateSymbolicLink(Path.Combine(folder, "log.jsonl"), "/dev/full");

        Assert.Equal("ok", await _client.AskAsync("talks", "?one"));
        await Eventually.TrueAsync(() => Heard("?one"), "the first line");
        Assert.Equal("ok", await _client.AskAsync("talks", "?two"));
        await Eventually.TrueAsync(() => Heard("?two"), "the second line");
        foreach (var id in Processes.Noted(facade.StateDirectory).Where(id => Processes.WorkingDirectoryOf(id) == folder))
            Process.GetProcessById(id).Kill();

        await Eventually.TrueAsync(() => !Processes.Noted(facade.StateDirectory).Any(id => Processes.WorkingDirectoryOf(id) == folder), "the end of the process");
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await _client.Web.GetAsync(new Uri(_client.Facade.ScriptUrl("talks"), "?three"));
                return answer.IsSuccessStatusCode;
            },
            "another process to serve");

        bool Heard(string line) => _client.Facade.ReadLog(null, "talks")!.Any(item => item.Message == line);
    }

    [Fact]
    public async Task A_stream_arrives_as_it_is_written_and_an_abort_reaches_the_object()
    {
        await DeployTickerAsync("ticker");

        using (var stream = await _client.Web.GetStreamAsync(new Uri(_client.Facade.DispatcherUrl, "ticker/")))
        {
            using var reader = new StreamReader(stream);
            Assert.Equal("tick 0", await reader.ReadLineAsync());
            Assert.Equal("tick 1", await reader.ReadLineAsync());
        }

        await Eventually.TrueAsync(async () => await _client.DispatchAsync("ticker", "cancelled") == "1", "the abort at the object");
    }

    [Fact]
    public async Task An_upload_during_a_stream_lets_it_end_and_the_next_request_sees_the_new_version()
    {
        await DeployTickerAsync("swapped");
        using var stream = await _client.Web.GetStreamAsync(new Uri(_client.Facade.DispatcherUrl, "swapped/?ticks=40"));
        using var reader = new StreamReader(stream);
        Assert.Equal("tick 0", await reader.ReadLineAsync());

        await _client.DeployAsync("swapped", new Worker(TickerSource.Replace("env.TICKER.getByName(\"one\").fetch(request)", "new Response('new')", StringComparison.Ordinal)), namespaced: true);
        var next = _client.DispatchAsync("swapped");
        var rest = await reader.ReadToEndAsync();

        Assert.EndsWith("tick 39\n", rest, StringComparison.Ordinal);
        Assert.Equal("new", await next);
    }

    [Fact]
    public async Task A_script_without_objects_changes_at_once_while_its_old_streams_go_on()
    {
        const string Old = """
            export default { fetch: () => { let n = 0; return new Response(new ReadableStream({ async pull(c) {
              await scheduler.wait(20); n === 60 ? c.close() : c.enqueue(new TextEncoder().encode(`tick ${n++}\n`)); } })); } };
            """;
        await _client.DeployAsync("overlaps", new Worker(Old), namespaced: true);
        using var stream = await _client.Web.GetStreamAsync(new Uri(_client.Facade.DispatcherUrl, "overlaps/"));
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync();

        await _client.DeployAsync("overlaps", new Worker("export default { fetch: () => new Response('new') };"), namespaced: true);
        var asked = await _client.DispatchAsync("overlaps");
        var endedEarly = reader.ReadToEndAsync();

        Assert.Equal("new", asked);
        Assert.EndsWith("tick 59\n", await endedEarly, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_lets_streams_end_and_refuses_new_requests_at_once()
    {
        await DeployTickerAsync("doomed");
        using var stream = await _client.Web.GetStreamAsync(new Uri(_client.Facade.DispatcherUrl, "doomed/?ticks=30"));
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync();
        var scripts = Path.Combine(facade.StateDirectory, "scripts");
        var folder = Directory.GetDirectories(scripts).Single(item => File.ReadAllText(Path.Combine(item, "script.json")).Contains("\"doomed\"", StringComparison.Ordinal));

        await _client.CallAsync(HttpMethod.Delete, $"{NamespacedScripts}/doomed");
        using var next = await _client.Web.GetAsync(new Uri(_client.Facade.DispatcherUrl, "doomed/"));

        Assert.Equal(404, (int)next.StatusCode);
        Assert.EndsWith("tick 29\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => !Directory.Exists(folder), "the deletion of the script's folder");
    }

    [Fact]
    public async Task Two_hundred_requests_at_once_all_count()
    {
        await _client.DeployAsync("busy", Worker.Counter(), namespaced: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _client.DispatchAsync("busy")));

        Assert.Equal(Enumerable.Range(1, 200), answers.Select(int.Parse).Order());
    }

    [Fact]
    public async Task An_answer_of_two_gigabytes_passes_through_little_memory()
    {
        const long Size = 2L * 1024 * 1024 * 1024;
        await _client.DeployAsync("large", new Worker("""
            const chunk = new Uint8Array(1024 * 1024);
            export default { fetch: () => { let n = 0; return new Response(new ReadableStream({ pull(c) { n++ === 2048 ? c.close() : c.enqueue(chunk); } })); } };
            """), namespaced: true);
        using var process = Process.GetCurrentProcess();
        long before = process.WorkingSet64, most = 0, received = 0;

        await using var stream = await _client.Web.GetStreamAsync(new Uri(_client.Facade.DispatcherUrl, "large/"));
        var buffer = new byte[1024 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            received += read;
            if (received % (64 * 1024 * 1024) < read)
            {
                process.Refresh();
                most = Math.Max(most, process.WorkingSet64);
            }
        }

        Assert.Equal(Size, received);
        Assert.InRange(most - before, long.MinValue, 300L * 1024 * 1024);
    }

    [Fact]
    public async Task A_large_request_body_passes_through()
    {
        await _client.DeployAsync("sink", new Worker("export default { async fetch(r) { let n = 0; for await (const chunk of r.body) n += chunk.length; return new Response(String(n)); } };"), namespaced: true);

        using var answer = await _client.Web.PostAsync(new Uri(_client.Facade.DispatcherUrl, "sink/"), new ByteArrayContent(new byte[100_000_000]));

        Assert.Equal("100000000", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_web_socket_passes_through_the_dispatcher()
    {
        await _client.DeployAsync("socket", new Worker("""
            export default { fetch() { const [ours, theirs] = Object.values(new WebSocketPair()); theirs.accept();
              theirs.addEventListener("message", (event) => theirs.send("echo " + event.data)); return new Response(null, { status: 101, webSocket: ours }); } };
            """), namespaced: true);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(CloudflareClient.DispatchKeyHeader, FacadeFixture.DispatchKey);

        await socket.ConnectAsync(new UriBuilder(new Uri(_client.Facade.DispatcherUrl, "socket/")) { Scheme = "ws" }.Uri, CancellationToken.None);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);

        Assert.Equal("echo hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    [Fact]
    public async Task A_script_reaches_this_machine_but_not_the_sockets_of_the_others()
    {
        await _client.DeployAsync("egress", new Worker("export default { fetch: async (r) => fetch(new URL(r.url).searchParams.get('to')).then(async (a) => new Response(await a.text()), (e) => new Response('refused: ' + e.message)) };"));

        var api = await _client.AskAsync("egress", $"?to={Uri.EscapeDataString($"{_client.Facade.ApiBaseUrl}/user")}");
        var unix = await _client.AskAsync("egress", $"?to={Uri.EscapeDataString($"http://unix:{Path.Combine(facade.StateDirectory, "run", "1")}/")}");

        Assert.Contains("9106", api, StringComparison.Ordinal);
        Assert.StartsWith("refused", unix, StringComparison.Ordinal);
    }

    private Task DeployTickerAsync(string name) => _client.DeployAsync(name, new Worker(TickerSource)
    {
        Bindings = [Worker.Durable("TICKER", "Ticker")],
        Extra = Worker.Migration("v1", new() { ["new_sqlite_classes"] = new System.Text.Json.Nodes.JsonArray("Ticker") }),
    }, namespaced: true);
}
