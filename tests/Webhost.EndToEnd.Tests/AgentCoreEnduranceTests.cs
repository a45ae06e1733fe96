using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.UsageReports;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>What becomes of a stream of an agent on AgentCore, and of all that belongs to it, when a part of the platform is killed in its midst.</summary>
public sealed class AgentCoreEnduranceTests : IAsyncLifetime
{
    private const string Manifest = """{"protocol": "invoke/v1", "runtime": "agentcore", "entrypoint": "main.py", "capabilities": {"streaming": true}}""";

    // "forever" streams until somebody hangs up; anything else is answered with how often this session was called.
    private const string Agent = """"
        import json, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        count = 0

        class Agent(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                self.answer({"status": "Healthy"})

            def do_POST(self):
                global count
                payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                count += 1
                if payload["prompt"] != "forever":
                    self.answer({"result": str(count), "usage": {"tokens": 3}})
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                while True:
                    data = b'data: "more "\n\n'
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                    self.wfile.flush()
                    time.sleep(0.05)

            def answer(self, body):
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
        """";

    private LocalStack stack = null!;

    public async Task InitializeAsync() => stack = await LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Plans__free__agentCore"] = "included",
        ["Plans__free__agentCoreAgents"] = "unlimited",
    });

    public async Task DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task A_killed_control_plane_cuts_the_stream_which_is_metered_once_and_the_session_goes_on_until_it_idles()
    {
        using var user = await stack.SignInAsync("ada");
        var agentId = await DeployAsync(user);
        using var stream = await OpenAsync(user, agentId);
        await MeteredAsync(user, agentId, 1);
        var process = Assert.Single(await SessionsAsync()).Process;

        stack.KillControlPlane(1);

        Assert.True(await stream.RestAsync(), "The end of a stream that was cut must not look like one.");
        Assert.DoesNotContain(stream.Events, item => item is "done");
        var next = await Eventually.ValueAsync(async () => await AnswerAsync(user, agentId), "the control plane's successor", TimeSpan.FromSeconds(60));
        Assert.Equal("2", next);
        await MeteredAsync(user, agentId, 2);

        Assert.Equal(process, Assert.Single(await SessionsAsync()).Process);

        // It idles once the call that was cut has ended there too.
        await Eventually.TrueAsync(async () => Assert.Single(await SessionsAsync()).Calls == 0, "the end of its calls");
        await AdministerAsync("clock", new { seconds = 901 });
        await NothingIsLeftAsync(process);
    }

    [Fact]
    public async Task A_killed_AgentCore_ends_the_stream_with_an_error_that_is_metered_once_and_nothing_of_its_sessions_is_left()
    {
        using var user = await stack.SignInAsync("grace");
        var agentId = await DeployAsync(user);
        using var stream = await OpenAsync(user, agentId);
        await MeteredAsync(user, agentId, 1);
        var process = Assert.Single(await SessionsAsync()).Process;

        await stack.CrashAsync();

        Assert.False(await stream.RestAsync(), "The control plane lives, and says how the answer ended.");
        Assert.Equal("error", stream.Events[^1]);
        Assert.DoesNotContain(stream.Events, item => item is "done");
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{process}"), "the end of the agent's process");

        await stack.StartAgainAsync();
        Assert.Equal("1", await AnswerAsync(user, agentId));
        await MeteredAsync(user, agentId, 2);
        Assert.Equal(1, (await user.GetAsync<AgentMetrics>($"/v1/agents/{agentId}/metrics")).Totals.Errors);

        await AdministerAsync("clock", new { seconds = 901 });
        await NothingIsLeftAsync(process);
    }

    private static async Task<string> DeployAsync(ApiClient user)
    {
        var agent = await user.CreateAgentAsync(runtime: "agentcore");
        await user.DeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Agent)));
        return agent.AgentId;
    }

    private static async Task<string?> AnswerAsync(ApiClient user, string agentId)
    {
        try
        {
            using var answer = await user.TryInvokeAsync(agentId, "next", "conversation");
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
            return answer.IsSuccessStatusCode ? body.RootElement.GetProperty("output").GetProperty("text").GetString() : null;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet.
            return null;
        }
    }

    // As the metrics show it at once, and as it is billed.
    private static Task MeteredAsync(ApiClient user, string agentId, long requests) => Eventually.PassesAsync(
        async () =>
        {
            var metrics = await user.GetAsync<AgentMetrics>($"/v1/agents/{agentId}/metrics");
            var billed = await user.GetAsync<UsageReport>("/v1/billing/usage");
            Assert.Equal((requests, requests), (metrics.Totals.Requests, billed.Totals.Requests));
            Assert.True(metrics.Totals.ComputeMs >= 1000 && billed.Totals.CostUsd > 0);
        },
        $"{requests} metered requests",
        TimeSpan.FromSeconds(60));

    private async Task<OpenStream> OpenAsync(ApiClient user, string agentId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/invoke/{agentId}")
        {
            Content = JsonContent.Create(new { input = new { prompt = "forever" }, sessionId = "conversation" }),
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/event-stream") } },
        };
        var stream = new OpenStream(await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        await stream.UntilAsync("delta");
        return stream;
    }

    private async Task NothingIsLeftAsync(int process)
    {
        Assert.Empty(await SessionsAsync());
        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(stack.StateDirectory, "agentcore", "sessions")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(stack.StateDirectory, "agentcore", "processes")));
        var users = Path.Combine(stack.StateDirectory, "agentcore", "sandbox", "users");
        Assert.Empty(Directory.Exists(users) ? Directory.EnumerateFileSystemEntries(users) : []);
    }

    private async Task<IReadOnlyList<(string Id, int Process, int Calls)>> SessionsAsync()
    {
        using var answer = JsonDocument.Parse(await AdministerAsync("sessions", body: null));
        return [.. answer.RootElement.GetProperty("sessions").EnumerateArray().Select(item => (item.GetProperty("sessionId").GetString()!, item.GetProperty("process").GetInt32(), item.GetProperty("calls").GetInt32()))];
    }

    private async Task<string> AdministerAsync(string path, object? body)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(stack.StateDirectory, "agentcore", "admin.key"));
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(stack.AgentCore, $"/local/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A streamed invocation that is read bit by bit.</summary>
    private sealed class OpenStream(HttpResponseMessage answer) : IDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> items = SseParser.Create(answer.Content.ReadAsStream()).EnumerateAsync().GetAsyncEnumerator();

        /// <summary>The types of the events that have come.</summary>
        public List<string> Events { get; } = [];

        public async Task UntilAsync(string type)
        {
            while (!Events.Contains(type, StringComparer.Ordinal))
            {
                Assert.True(await items.MoveNextAsync());
                Events.Add(items.Current.EventType);
            }
        }

        /// <summary>Reads to the end; whether it was cut off.</summary>
        public async Task<bool> RestAsync()
        {
            try
            {
                while (await items.MoveNextAsync())
                {
                    Events.Add(items.Current.EventType);
                }

                return false;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return true;
            }
        }

        public void Dispose() => answer.Dispose();
    }
}
