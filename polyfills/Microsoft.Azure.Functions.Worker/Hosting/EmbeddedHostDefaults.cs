using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settings of the embedded host that anything else in the configuration overrides.</summary>
internal static class EmbeddedHostDefaults
{
    // Time, beyond the drain, for cancelled invocations to end.
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(1.5);

    /// <summary>Adds the defaults below every other source: the address, and quiet logs of each request.</summary>
    public static void Add(IConfigurationBuilder configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:7071",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        },
    });

    /// <summary>Lets the host wait as long as invocations may drain.</summary>
    public static void Add(IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HostOptions>, ShutdownTimeout>());

    private sealed class ShutdownTimeout(IConfiguration configuration) : IPostConfigureOptions<HostOptions>
    {
        public void PostConfigure(string? name, HostOptions options) =>
            options.ShutdownTimeout = WorkerHostedService.DrainTime(configuration) + AfterDrain;
    }
}
