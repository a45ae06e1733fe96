using System.Text.Json;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Providers.Cloudflare.Building;
using Webhost.Providers.Cloudflare.Deployments;

namespace Webhost.Providers.Cloudflare.Tests.Deployments;

public sealed class UploadPlanTests
{
    [Theory]
    [InlineData("MODELS")]
    [InlineData(null)]
    public void The_shim_is_told_which_binding_is_workers_ai(string? binding)
    {
        var bindings = new UploadPlan(Input(), Facts() with { AiBinding = binding }, new CloudflareOptions()).Bindings().Value;

        Assert.Equal(binding, bindings.SingleOrDefault(item => item.Type == "ai")?.Name);
        using var config = JsonDocument.Parse(bindings.Single(item => item.Name == "WEBHOST_CONFIG").Text!);
        Assert.Equal(binding, config.RootElement.TryGetProperty("aiBinding", out var named) ? named.GetString() : null);
    }

    private static BuildFacts Facts() => new()
    {
        MainModule = EntryModule.FileName,
        Framework = "custom",
        CompatibilityDate = "2026-11-01",
        CompatibilityFlags = [],
        DurableObjects = [],
        Variables = new Dictionary<string, string>(StringComparer.Ordinal),
        ShimHash = "hash",
        BundleBytes = 1,
        TotalBytes = 1,
    };

    private static DeployInput Input() => new()
    {
        Agent = new AgentReference("usr_1", "agt_1"),
        DeploymentId = "dep_1",
        DeploymentVersion = 1,
        Manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = "cloudflare", Entrypoint = "index.js" },
        OpenArchiveAsync = _ => Task.FromResult(Stream.Null),
        BuildFacts = new Dictionary<string, string>(StringComparer.Ordinal),
        Plain = new Dictionary<string, string>(StringComparer.Ordinal),
        Secrets = new Dictionary<string, string>(StringComparer.Ordinal),
        Telemetry = new TelemetryBinding { EndpointUrl = new Uri("http://127.0.0.1/"), InvokeSecret = "invoke", TelemetrySecret = "telemetry" },
        SessionTimeToLive = TimeSpan.FromHours(1),
        Entitled = true,
    };
}
