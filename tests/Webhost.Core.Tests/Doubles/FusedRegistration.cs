using Microsoft.Extensions.DependencyInjection;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Puts the fuse in front of what is registered.</summary>
internal static class FusedRegistration
{
    public static IServiceCollection Fused<T>(this IServiceCollection services)
        where T : class
    {
        var registered = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(registered);
        return services.AddSingleton(provider => provider.GetRequiredService<Fuse>().Wrap((T)Create(provider, registered)));
    }

    private static object Create(IServiceProvider provider, ServiceDescriptor registered) =>
        registered.ImplementationFactory is { } factory ? factory(provider) : ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!);
}
