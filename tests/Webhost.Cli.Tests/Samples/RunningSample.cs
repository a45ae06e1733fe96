using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Webhost.Cli.Projects;

namespace Webhost.Cli.Tests.Samples;

/// <summary>A sample in the real Workers runtime, wrapped as the platform wraps it.</summary>
internal sealed class RunningSample : IAsyncDisposable
{
    private const string Secret = "the-secret-of-this-test";

    private const string Main = """
        import * as agent from "./agent.js";
        import { createHandler, WebhostSession as Session, bindAgent } from "./shim.js";
        bindAgent(agent);
        export * from "./agent.js";
        export class WebhostSession extends Session {}
        export default createHandler(agent);
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webhost-sample-");
    private readonly HttpClient http = new();
    private readonly string name;
    private Process? workerd;

    private RunningSample(string name) => this.name = name;

    /// <summary>Everything that the runtime wrote.</summary>
    public StringBuilder Log { get; } = new();

    /// <summary>Bundles and starts a sample.</summary>
    /// <param name="name">The sample's folder.</param>
    /// <param name="telemetry">Where the shim reports to.</param>
    /// <param name="variables">The agent's variables and secrets.</param>
    /// <param name="objects">Durable Object classes that the sample exports.</param>
    public static async Task<RunningSample> StartAsync(string name, Uri telemetry, IReadOnlyDictionary<string, string>? variables = null, params string[] objects)
    {
        var sample = new RunningSample(name);
        try
        {
            await sample.WriteAsync(telemetry, variables ?? new Dictionary<string, string>(StringComparer.Ordinal), objects);
            await sample.ServeAsync();
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the agent and answers what the shim does.</summary>
    public async Task<JsonNode> InvokeAsync(string prompt, string session = "s1", JsonObject? options = null)
    {
        using var response = await SendAsync(prompt, session, options, stream: false);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Asks the agent and answers the events, each as its name and data.</summary>
    public async Task<IReadOnlyList<(string Name, JsonNode Data)>> StreamAsync(string prompt, string session = "s1")
    {
        using var response = await SendAsync(prompt, session, options: null, stream: true);
        var events = new List<(string, JsonNode)>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add((item.EventType, JsonNode.Parse(item.Data)!));
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (workerd is not null)
        {
            workerd.Kill();
            await workerd.WaitForExitAsync();
            workerd.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private async Task<HttpResponseMessage> SendAsync(string prompt, string session, JsonObject? options, bool stream)
    {
        var body = new JsonObject
        {
            ["invocationId"] = $"inv_{Guid.NewGuid():N}",
            ["agentId"] = "agt_test",
            ["deploymentId"] = "dep_test",
            ["sessionId"] = session,
            ["traceId"] = "0af7651916cd43dd8448eb211c80319c",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
            ["options"] = options,
            ["stream"] = stream,
            ["timeoutMs"] = 20_000,
        }.ToJsonString();
        const string path = "/__webhost/invoke";
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signed = $"{time}.POST.{path}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("X-Webhost-Timestamp", time);
        request.Headers.Add("X-Webhost-Signature", $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)))}");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task WriteAsync(Uri telemetry, IReadOnlyDictionary<string, string> variables, string[] objects)
    {
        folder.CreateSubdirectory("do");
        await File.WriteAllTextAsync(At("index.js"), Main);
        await File.WriteAllTextAsync(At("agent.js"), await SampleBundle.BuildAsync(name));
        File.Copy(Repository.Part("shim-worker/dist/shim.js", "npm run build -w shim-worker"), At("shim.js"));
        var config = new JsonObject
        {
            ["agentId"] = "agt_test",
            ["envKeys"] = new JsonArray([.. variables.Keys.Select(key => JsonValue.Create(key))]),
            ["framework"] = Manifest.Read(Path.Combine(Repository.Root, "samples", name)).Framework,
            ["durableObjects"] = new JsonArray([.. objects.Select(item => new JsonObject { ["name"] = item, ["className"] = item })]),
        };
        var texts = new Dictionary<string, string>(variables, StringComparer.Ordinal)
        {
            ["WEBHOST_CONFIG"] = config.ToJsonString(),
            ["WEBHOST_INVOKE_SECRET"] = Secret,
            ["TELEMETRY_ENDPOINT_URL"] = telemetry.AbsoluteUri,
            ["TELEMETRY_DEPLOYMENT_ID"] = "dep_test",
            ["TELEMETRY_SECRET"] = Secret,
        };
        await File.WriteAllTextAsync(At("c.capnp"), Configuration(texts, [("WEBHOST_SESSION", "WebhostSession"), .. objects.Select(item => (item, item))]));
    }

    private async Task ServeAsync()
    {
        var start = new ProcessStartInfo(Repository.Part("node_modules/@cloudflare/workerd-linux-64/bin/workerd", "npm ci"), ["serve", "c.capnp", "--control-fd=1"])
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        workerd = Process.Start(start)!;
        workerd.ErrorDataReceived += (_, line) => Log.AppendLine(line.Data);
        workerd.BeginErrorReadLine();
        var first = await workerd.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new InvalidOperationException($"workerd did not start: {Log}");
        http.BaseAddress = new Uri($"http://127.0.0.1:{JsonNode.Parse(first)!["port"]}");
        _ = workerd.StandardOutput.ReadToEndAsync();
    }

    private string At(string file) => Path.Combine(folder.FullName, file);

    private static string Configuration(Dictionary<string, string> texts, IEnumerable<(string Name, string Class)> objects)
    {
        // npm `agents` imports it; the runtime has it only where an extension provides it.
        const string email = "export class EmailMessage {}\nexport default { EmailMessage };";
        return $$"""
            using Workerd = import "/workerd/workerd.capnp";
            const config :Workerd.Config = (
              extensions = [(modules = [(name = "cloudflare-internal:email", internal = true, esModule = {{Quote(email)}})])],
              services = [(name = "main", worker = .w), (name = "net", network = (allow = ["public", "private"])), (name = "do", disk = (path = "do", writable = true))],
              sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")] );
            const w :Workerd.Worker = (
              modules = [(name = "index.js", esModule = embed "index.js"), (name = "agent.js", esModule = embed "agent.js"), (name = "shim.js", esModule = embed "shim.js")],
              compatibilityDate = "2026-11-01", compatibilityFlags = ["nodejs_compat", "enable_request_signal"],
              bindings = [{{string.Join(", ", texts.Select(pair => $"(name = {Quote(pair.Key)}, text = {Quote(pair.Value)})").Concat(objects.Select(item => $"(name = {Quote(item.Name)}, durableObjectNamespace = {Quote(item.Class)})")))}}],
              durableObjectNamespaces = [{{string.Join(", ", objects.Select(item => $"(className = {Quote(item.Class)}, uniqueKey = {Quote($"key-{item.Class}")}, enableSql = true)"))}}],
              durableObjectStorage = (localDisk = "do"),
              globalOutbound = "net" );
            """;
    }

    // JSON's escapes are those of the configuration language, too.
    private static string Quote(string text) => JsonSerializer.Serialize(text, Webhost.Cli.Shell.CliJson.Type<string>());
}
