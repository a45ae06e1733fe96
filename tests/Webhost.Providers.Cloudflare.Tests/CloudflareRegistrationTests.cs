using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webhost.Core.Costs;
using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare.Tests;

public sealed class CloudflareRegistrationTests
{
    [Fact]
    public void Without_its_section_the_runtime_is_off()
    {
        using var services = Services([]).BuildServiceProvider();

        Assert.Empty(services.GetServices<IRuntimeProvider>());
    }

    [Fact]
    public async Task With_a_part_of_its_section_the_start_fails_and_names_every_missing_key()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Cloudflare:AccountId"] = "acc", ["Build:NpmInstall"] = "maybe" });
        builder.Services.AddCloudflareRuntime(builder.Configuration);
        using var host = builder.Build();

        var failure = await Record.ExceptionAsync(() => host.StartAsync());

        var text = failure!.ToString();
        Assert.Contains("Cloudflare__ApiToken", text, StringComparison.Ordinal);
        Assert.Contains("Cloudflare__DispatchNamespace", text, StringComparison.Ordinal);
        Assert.Contains("Cloudflare__DispatchKey", text, StringComparison.Ordinal);
        Assert.Contains("Cloudflare__DispatcherUrl", text, StringComparison.Ordinal);
        Assert.Contains("Build__EsbuildPath", text, StringComparison.Ordinal);
        Assert.Contains("Build__NpmInstall", text, StringComparison.Ordinal);
        Assert.Contains("Prices__cloudflare__0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cloudflare__AccountId", text, StringComparison.Ordinal);
    }

    [Fact]
    public void With_its_section_the_runtime_is_registered_with_its_capabilities()
    {
        using var services = Services(new()
        {
            ["Cloudflare:AccountId"] = "acc",
            ["Cloudflare:ApiToken"] = "t",
            ["Cloudflare:DispatchNamespace"] = "ns",
            ["Cloudflare:DispatcherUrl"] = "http://127.0.0.1:1",
            ["Cloudflare:DispatchKey"] = "0123456789abcdef0123456789abcdef",
            ["Cloudflare:SessionTimeToLive"] = "02:00:00",
            ["Prices:cloudflare:0:validFrom"] = "2026-01-01",
            ["Prices:cloudflare:0:source"] = "a test",
            ["Prices:cloudflare:0:requests"] = "7 per 1000000 requests",
            ["Build:EsbuildPath"] = RepositoryFiles.Esbuild,
        }).BuildServiceProvider();

        var provider = Assert.Single(services.GetServices<IRuntimeProvider>());

        Assert.Equal("cloudflare", provider.Id);
        Assert.True(provider.Capabilities is { Streaming: true, ReadableSessions: true, ShipsLogs: true, ReportsTelemetry: true, SecretRotationNeedsRedeploy: false });
        Assert.Equal(TimeSpan.FromHours(2), provider.Capabilities.SessionTimeToLive);
        Assert.Equal(7m, provider.EstimateCost(new UsageQuantities { Requests = 1_000_000, ComputeMs = 0 }));
        Assert.Equal("cloudflare", Assert.Single(services.GetServices<IBilledResources>()).Provider);
    }

    private static ServiceCollection Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCloudflareRuntime(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services;
    }
}
