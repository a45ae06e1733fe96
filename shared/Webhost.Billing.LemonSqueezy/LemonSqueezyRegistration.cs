using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Billing.LemonSqueezy.Webhooks;
using Webhost.Core.Billing;

namespace Webhost.Billing.LemonSqueezy;

/// <summary>Registers Lemon Squeezy as the payment provider.</summary>
public static class LemonSqueezyRegistration
{
    /// <summary>Adds the provider when the section <c>LemonSqueezy</c> has any setting; a part of the settings stops the start and names what is missing.</summary>
    public static IServiceCollection AddLemonSqueezy(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(LemonSqueezyOptions.Section);
        if (!section.AsEnumerable().Any(setting => !string.IsNullOrWhiteSpace(setting.Value)))
        {
            return services;
        }

        services.AddOptions<LemonSqueezyOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LemonSqueezyOptions>, LemonSqueezyOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LemonSqueezyHttp>();
        services.AddSingleton<LemonSqueezyClient>();
        services.AddSingleton<FactReader>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<IBillingProvider, LemonSqueezyProvider>();
        return services;
    }
}
