using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Providers.AgentCore.Aws;
using Webhost.Providers.AgentCore.Building;
using Webhost.Providers.AgentCore.Costs;
using Webhost.Providers.AgentCore.Deployments;
using Webhost.Providers.AgentCore.Invocation;

namespace Webhost.Providers.AgentCore;

/// <summary>Registers the runtime <c>agentcore</c>.</summary>
public static class AgentCoreRegistration
{
    /// <summary>Adds the runtime when the section <c>AgentCore</c> has any setting; a part of the settings stops the start and names what is missing.</summary>
    public static IServiceCollection AddAgentCoreRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AgentCoreOptions.Section);
        if (!section.GetChildren().Any(child => !string.IsNullOrEmpty(child.Value)))
        {
            return services;
        }

        services.AddOptions<AgentCoreOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentCoreOptions>, AgentCoreOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => PriceTables.Read(configuration));
        services.TryAddSingleton<PriceBook>();
        services.AddSingleton<IBilledResources, RuntimeResources>();

        services.AddSingleton<AwsHttp>();
        services.AddSingleton<AwsClients>();
        services.AddSingleton<AwsCalls>();

        services.AddSingleton<AgentBuilder>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<RuntimeLocator>();
        services.AddSingleton<RuntimeVersions>();
        services.AddSingleton<LiveEndpoint>();
        services.AddSingleton<ArtifactBucket>();
        services.AddSingleton<CredentialName>();
        services.AddSingleton<AgentCredentials>();
        services.AddSingleton<StartCheck>();
        services.AddSingleton<AgentDeployer>();
        services.AddSingleton<AgentProbe>();
        services.AddSingleton<AgentRemover>();

        services.AddSingleton<SessionUse>();
        services.AddSingleton<SessionStopper>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionStopper>());
        services.AddSingleton<AgentInvoker>();
        services.AddSingleton<RuntimeHealth>();
        services.AddSingleton<IRuntimeProvider, AgentCoreRuntimeProvider>();
        return services;
    }
}
