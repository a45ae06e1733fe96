using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly FacadeFixture _facade = new();

    public Task InitializeAsync() => _facade.InitializeAsync();

    public Task DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task Scripts_secrets_and_objects_are_there_after_a_restart_and_no_process_stays()
    {
        await _facade.Client.DeployAsync("kept", Worker.Counter());
        await _facade.Client.DeployAsync("kept-secret", new Worker("export default { fetch: (r, env) => new Response(env.KEY) };") { Bindings = [Worker.Secret("KEY", "k")] }, namespaced: true);
        await _facade.Client.AskAsync("kept");
        var processes = Processes.Noted(_facade.StateDirectory);

        await _facade.StopAsync();
        Assert.DoesNotContain(processes, Processes.IsAlive);
        await _facade.StartAsync();

        Assert.Equal("2", await _facade.Client.AskAsync("kept"));
        Assert.Equal("k", await _facade.Client.DispatchAsync("kept-secret"));
    }

    [Fact]
    public async Task An_alarm_that_came_due_while_nothing_ran_fires_after_the_restart()
    {
        await _facade.Client.DeployAsync("due", Worker.Counter());
        await _facade.Client.AskAsync("due", "alarm?ms=300");

        await _facade.StopAsync();
        await _facade.StartAsync();

        await Eventually.TrueAsync(async () => await _facade.Client.AskAsync("due", "read") == "1000", "the alarm's effect");
    }

    [Fact]
    public async Task Configurations_that_a_killed_facade_left_are_removed_and_do_not_hinder_the_start()
    {
        await _facade.StopAsync();
        var folder = Path.Combine(_facade.StateDirectory, "dispatcher");
        foreach (var number in Enumerable.Range(1, 20))
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number}.capnp"), FacadeFixture.DispatchKey);

        await _facade.StartAsync();

        Assert.Empty(Directory.GetFiles(folder, "*.capnp"));
    }

    [Fact]
    public async Task A_second_facade_on_the_same_state_is_refused()
    {
        await using var second = new CloudflareFacade(FacadeFixture.OptionsFor(_facade.StateDirectory));

        await Assert.ThrowsAsync<IOException>(() => second.StartAsync());
    }

    [Fact]
    public async Task A_live_tail_hears_requests_logs_and_exceptions()
    {
        await _facade.Client.DeployAsync("tailed", new Worker("export default { fetch: (r) => { console.log('hello', 1); if (r.url.endsWith('/throw')) throw new Error('kaput'); return new Response('ok'); } };"));
        var tail = (await _facade.Client.SendAsync(HttpMethod.Post, $"{AccountScripts}/tailed/tails", new JsonObject { ["filters"] = new JsonArray() }))["result"]!;
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.AddSubProtocol("trace-v1");
        await socket.ConnectAsync(new Uri(tail["url"]!.GetValue<string>()), CancellationToken.None);

        // The process is told that somebody listens while requests come, so an early one may go unheard.
        var first = ReceiveAsync(socket);
        await Eventually.TrueAsync(async () => await _facade.Client.AskAsync("tailed") == "ok" && first.IsCompleted, "the first trace");
        using (await _facade.Client.Web.GetAsync(new Uri(_facade.Facade.ScriptUrl("tailed"), "throw"))) { }
        var trace = await ReceiveAsync(socket);
        while (trace["outcome"]!.GetValue<string>() == "ok")
            trace = await ReceiveAsync(socket);

        Assert.Equal("GET", (await first)["event"]!["request"]!["method"]!.GetValue<string>());
        Assert.Equal("""["hello",1]""", (await first)["logs"]![0]!["message"]!.ToJsonString());
        Assert.Equal("exception", trace["outcome"]!.GetValue<string>());
        Assert.Equal("kaput", trace["exceptions"]![0]!["message"]!.GetValue<string>());
        Assert.Equal("tailed", trace["scriptName"]!.GetValue<string>());
    }

    private static async Task<JsonNode> ReceiveAsync(System.Net.WebSockets.ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        System.Net.WebSockets.WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
