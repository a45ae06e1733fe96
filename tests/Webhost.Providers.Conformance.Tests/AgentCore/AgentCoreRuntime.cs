using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Core.Providers;
using Webhost.Core.Secrets;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Local.AgentCore;
using Webhost.Providers.AgentCore;

namespace Webhost.Providers.Conformance.Tests.AgentCore;

/// <summary>AgentCore, as the local one: signed requests, and a process for each session.</summary>
public class AgentCoreRuntime : RuntimeFixture
{
    private const string Agent = """"
        import json, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import webhost_runtime as webhost

        count = 0

        class Agent(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):  # /ping
                self.answer({"status": "Healthy"})

            def do_POST(self):  # /invocations
                global count
                payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                prompt = payload["prompt"]
                if prompt.startswith("echo "):
                    self.answer({"result": prompt[5:]})
                elif prompt == "count":
                    count += 1
                    self.answer({"result": "VERSION %d" % count})
                elif prompt == "stream":
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for event in ("one ", "two ", "three", {"usage": {"tokens": 3}}):
                        data = ("data: %s\n\n" % json.dumps(event)).encode()
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                        self.wfile.flush()
                    self.wfile.write(b"0\r\n\r\n")
                elif prompt == "slow":
                    time.sleep(60)
                    self.answer({"result": "late"})
                elif prompt == "secret":
                    webhost.request(self.headers)
                    self.answer({"result": webhost.secret("KEY", "none")})
                elif prompt == "usage":
                    self.answer({"result": "used", "usage": {"tokens": 7, "toolCalls": 2}})
                else:
                    self.answer({"error": "as asked"}, 500)

            def answer(self, body, status=200):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
        """";

    private readonly string folder = Directory.CreateTempSubdirectory("wh-ac-").FullName;
    // What goes wrong behind an answer is told beside the test that failed of it.
    private readonly ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
    private AgentCoreEmulator? emulator;
    private ServiceProvider? services;

    public override IRuntimeProvider Provider => services!.GetRequiredService<IRuntimeProvider>();

    public override string Entrypoint => "main.py";

    public override Uri TelemetryUrl { get; } = new("http://127.0.0.1:9/v1/telemetry/report");

    public override IReadOnlyDictionary<string, string> Source(string version) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["main.py"] = Agent.Replace("VERSION", version, StringComparison.Ordinal) };

    public override Task ReportedAsync(string invocationId) => throw new InvalidOperationException("AgentCore's answers say what was used.");

    /// <summary>Moves the emulator's clock on; answers when all that is due then has happened.</summary>
    public Task PassAsync(TimeSpan time) => AdministerAsync(HttpMethod.Post, "clock", JsonContent.Create(new { days = time.Days, seconds = (time - TimeSpan.FromDays(time.Days)).TotalSeconds }));

    /// <summary>How many sessions are open.</summary>
    public async Task<int> SessionsAsync() => (await AdministerAsync(HttpMethod.Get, "sessions", content: null)).GetProperty("sessions").GetArrayLength();

    public override async Task InitializeAsync()
    {
        const string key = "AKIDEXAMPLE";
        const string secret = "a-local-secret-access-key";
        emulator = await AgentCoreEmulator.StartAsync(new AgentCoreEmulatorOptions { StateDirectory = folder, AccessKeyId = key, SecretAccessKey = secret, Buckets = ["artifacts"], LoggerFactory = loggers });
        var address = emulator.Uri.AbsoluteUri.TrimEnd('/');
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AgentCore:Region"] = "us-east-1",
            ["AgentCore:AccountId"] = "123456789012",
            ["AgentCore:ExecutionRoleArn"] = "arn:aws:iam::123456789012:role/agents",
            ["AgentCore:Bucket"] = "artifacts",
            ["AgentCore:ServiceUrl"] = address,
            ["AgentCore:S3ServiceUrl"] = address,
            ["AgentCore:AccessKeyId"] = key,
            ["AgentCore:SecretAccessKey"] = secret,
            ["Prices:agentcore:0:validFrom"] = "2026-01-01",
            ["Prices:agentcore:0:source"] = "a test",
            ["Prices:agentcore:0:vcpu"] = "0.0895 per 3600000 computeMs x 0.3",
        };
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(loggers);
        collection.AddSingleton<ISecretVault, FakeVault>();
        collection.AddSingleton<WorkloadKeys>();
        collection.AddAgentCoreRuntime(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services = collection.BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }
    }

    public override async Task DisposeAsync()
    {
        if (services is not null)
        {
            foreach (var hosted in services.GetServices<IHostedService>())
            {
                await hosted.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }

        if (emulator is not null)
        {
            await emulator.DisposeAsync();
        }

        loggers.Dispose();
        await Folders.RemoveAsync(folder);
    }

    private async Task<JsonElement> AdministerAsync(HttpMethod method, string action, HttpContent? content)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(folder, "admin.key"))) } };
        using var request = new HttpRequestMessage(method, new Uri(emulator!.Uri, $"/local/{action}")) { Content = content };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
