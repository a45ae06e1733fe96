using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Providers;
using Webhost.Local.Cloudflare;

namespace Webhost.Providers.Cloudflare.Tests.Deployments;

/// <summary>The local Cloudflare with real workerd processes, a telemetry endpoint, and adapters set up for it. One for all tests of a class.</summary>
public sealed class LocalCloudflare : IAsyncLifetime
{
    private const string Token = "a-local-token";
    private const string DispatchKey = "a-local-dispatch-key-of-enough-characters";
    private const string Account = "0123456789abcdef0123456789abcdef";

    private readonly string folder = Directory.CreateTempSubdirectory("wh-cf-").FullName;
    private readonly List<ServiceProvider> services = [];
    private CloudflareFacade facade = null!;
    private LoopbackServer telemetry = null!;

    /// <summary>Bodies of telemetry reports with the deployment that they name.</summary>
    public ConcurrentQueue<(string Deployment, string Signature, string Body)> Reports { get; } = [];

    public IRuntimeProvider Provider { get; private set; } = null!;

    public IServiceProvider Services { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        telemetry = await LoopbackServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Reports.Enqueue((context.Request.Headers["X-Telemetry-Deployment-Id"].ToString(), context.Request.Headers["X-Telemetry-Signature"].ToString(), await reader.ReadToEndAsync()));
            await context.Response.WriteAsync("""{"accepted":1,"duplicates":0,"rejected":[]}""");
        });
        facade = new CloudflareFacade(new CloudflareFacadeOptions
        {
            StateDirectory = folder,
            AccountId = Account,
            ApiToken = Token,
            WorkerdPath = RepositoryFiles.Workerd,
            DispatcherScriptPath = RepositoryFiles.Dispatcher,
            DispatchKey = DispatchKey,
        });
        await facade.StartAsync();
        var set = Create();
        (Services, Provider) = (set, set.GetRequiredService<IRuntimeProvider>());
    }

    public async Task DisposeAsync()
    {
        foreach (var set in services)
        {
            await set.DisposeAsync();
        }

        await facade.DisposeAsync();
        await telemetry.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>An adapter with some settings changed.</summary>
    internal ServiceProvider Create(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Cloudflare:ApiBaseUrl"] = facade.ApiBaseUrl.AbsoluteUri,
            ["Cloudflare:AccountId"] = Account,
            ["Cloudflare:ApiToken"] = Token,
            ["Cloudflare:DispatchNamespace"] = "webhost",
            ["Cloudflare:DispatcherUrl"] = facade.DispatcherUrl.AbsoluteUri,
            ["Cloudflare:DispatchKey"] = DispatchKey,
            ["Cloudflare:ApiCallsPerSecond"] = "1000",
            ["Cloudflare:ApiBurst"] = "1000",
            ["Prices:cloudflare:0:validFrom"] = "2026-01-01",
            ["Prices:cloudflare:0:source"] = "a test",
            ["Prices:cloudflare:0:requests"] = "0.30 per 1000000 requests",
            ["Build:EsbuildPath"] = RepositoryFiles.Esbuild,
            ["Build:VendoredPackagesPath"] = RepositoryFiles.VendoredPackages,
        };
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddCloudflareRuntime(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var built = collection.BuildServiceProvider();
        services.Add(built);
        return built;
    }

    internal ServiceProvider CreateForAccountScripts() => Create(
        ("Cloudflare:Driver", "Account"),
        ("Cloudflare:DispatcherUrl", facade.ScriptUrl("x").AbsoluteUri.Replace("/x/", "/{script}", StringComparison.Ordinal)));

    public Uri TelemetryUrl => new($"{telemetry.Url}/v1/telemetry/report");

    /// <summary>Waits until the telemetry of an invocation came.</summary>
    public async Task<JsonElement> TelemetryOfAsync(string invocationId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            foreach (var (_, _, body) in Reports)
            {
                using var document = JsonDocument.Parse(body);
                foreach (var item in document.RootElement.GetProperty("events").EnumerateArray())
                {
                    if (item.GetProperty("eventId").GetString() == invocationId)
                    {
                        return item.Clone();
                    }
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}
