using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;
using Webhost.Providers.Cloudflare.Costs;
using Webhost.Providers.Cloudflare.Deployments;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare;

/// <summary>Registers the runtime <c>cloudflare</c>.</summary>
public static class CloudflareRegistration
{
    /// <summary>Adds the runtime when the section <c>Cloudflare</c> has any setting; a part of the settings stops the start and names what is missing.</summary>
    public static IServiceCollection AddCloudflareRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CloudflareOptions.Section);
        if (!section.GetChildren().Any(child => child.GetChildren().Any() || !string.IsNullOrEmpty(child.Value)))
        {
            return services;
        }

        services.AddOptions<CloudflareOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CloudflareOptions>, CloudflareOptionsCheck>();
        services.AddOptions<BuildOptions>().Bind(configuration.GetSection(BuildOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BuildOptions>, BuildOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => PriceTables.Read(configuration));
        services.TryAddSingleton<PriceBook>();
        services.AddSingleton<IBilledResources, WorkerResources>();

        services.AddSingleton<CloudflareHttp>();
        services.AddSingleton<ApiRateLimit>();
        services.AddSingleton<CloudflareClient>();
        services.AddSingleton<DispatchNamespaceDriver>();
        services.AddSingleton<AccountScriptDriver>();
        services.AddSingleton<IScriptDriver>(provider => provider.GetRequiredService<IOptions<CloudflareOptions>>().Value.Driver == CloudflareDriver.Account
            ? provider.GetRequiredService<AccountScriptDriver>()
            : provider.GetRequiredService<DispatchNamespaceDriver>());

        services.AddSingleton<Esbuild>();
        services.AddSingleton<PackageCache>();
        services.AddSingleton<NpmInstall>();
        services.AddSingleton<Bundler>();
        services.AddSingleton<AgentBuilder>();
        services.AddSingleton<AgentDeployer>();

        services.AddSingleton<DispatcherAddress>();
        services.AddSingleton<DispatcherClient>();
        services.AddSingleton<AgentInvoker>();
        services.AddSingleton<AgentProbe>();
        services.AddSingleton<AgentSessions>();
        services.AddSingleton<RuntimeHealth>();
        services.AddSingleton<IRuntimeProvider, CloudflareRuntimeProvider>();
        return services;
    }
}
