using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Management;
using Microsoft.Extensions.DependencyInjection;

[assembly: EmbeddedHostExtension(typeof(DurableHostExtension))]

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>Adds orchestrators, activities, clients and the management endpoints to the embedded host.</summary>
internal sealed class DurableHostExtension : IEmbeddedHostExtension
{
    public void Configure(IFunctionsWorkerApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DurableEngine>();
        services.AddSingleton<DurableFunctions>();
        services.AddSingleton<ITriggerListener, DurableListener>();
        services.AddSingleton<IInputBinding, DurableClientBinding>();
        services.AddSingleton<IInputBinding, OrchestrationInputBinding>();
        services.AddSingleton<InstanceEndpoints>();
        foreach (var endpoint in InstanceEndpoints.Routes)
            services.AddSingleton(provider => provider.GetRequiredService<InstanceEndpoints>().Create(endpoint));
    }
}
