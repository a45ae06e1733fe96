using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the worker with its defaults.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds the worker, with JSON names read in any case; a second call gives the same builder.</summary>
    public static IFunctionsWorkerApplicationBuilder AddFunctionsWorkerDefaults(this IServiceCollection services, Action<WorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure<JsonSerializerOptions>(static options => options.PropertyNameCaseInsensitive = true);
        return services.AddFunctionsWorkerCore(configure);
    }
}
