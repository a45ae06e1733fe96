using System.Reflection;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the worker.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds the worker once; a second call gives the same builder.</summary>
    public static IFunctionsWorkerApplicationBuilder AddFunctionsWorkerCore(this IServiceCollection services, Action<WorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
            services.Configure(configure);
        if (services.FirstOrDefault(descriptor => descriptor.ServiceType == typeof(IFunctionsWorkerApplicationBuilder)) is { } existing)
            return (IFunctionsWorkerApplicationBuilder)existing.ImplementationInstance!;

        InvocationPipelineBuilder builder = new(services);
        services.AddSingleton<IFunctionsWorkerApplicationBuilder>(builder);
        services.AddSingleton(_ => builder.Build());
        services.AddOptions();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPostConfigureOptions<WorkerOptions>, DefaultSerializer>());
        AddEmbeddedHost(services, builder);
        return builder;
    }

    private static void AddEmbeddedHost(IServiceCollection services, InvocationPipelineBuilder builder)
    {
        IReadOnlyList<Assembly> assemblies = ApplicationAssemblies.Find(ApplicationAssemblies.Root);
        services.TryAddSingleton(_ => ApplicationAssemblies.FindFunctionTypes(assemblies));
        services.TryAddSingleton(_ => HostJson.Load(HostJson.ScriptRoot));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FunctionCatalog>();
        services.TryAddSingleton<ParameterBinderFactory>();
        services.TryAddSingleton<InvocationTracker>();
        services.TryAddSingleton<FunctionRunner>();
        services.AddHostedService<WorkerHostedService>();
        foreach (IEmbeddedHostExtension extension in ApplicationAssemblies.FindExtensions(assemblies))
            extension.Configure(builder);
    }

    private sealed class DefaultSerializer(IOptions<JsonSerializerOptions> options) : IPostConfigureOptions<WorkerOptions>
    {
        public void PostConfigure(string? name, WorkerOptions workerOptions) =>
            workerOptions.Serializer ??= new JsonObjectSerializer(options.Value);
    }
}
