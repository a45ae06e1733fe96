using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds ASP.NET Core to a host of Azure Functions.</summary>
public static class FunctionsHostBuilderExtensions
{
    private const string ConfiguredKey = "Microsoft.Azure.Functions.Worker.AspNetCoreConfigured";

    // What the platform's front end lets through.
    private const long MaxRequestBodySize = 104_857_600;

    /// <summary>Adds the worker and serves HTTP triggers with ASP.NET Core.</summary>
    public static IHostBuilder ConfigureFunctionsWebApplication(this IHostBuilder builder) =>
        builder.ConfigureFunctionsWebApplication(static (IFunctionsWorkerApplicationBuilder _) => { });

    /// <summary>Adds the worker, serves HTTP triggers with ASP.NET Core, and configures the worker.</summary>
    public static IHostBuilder ConfigureFunctionsWebApplication(this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configureWorker) =>
        builder.ConfigureFunctionsWebApplication((_, worker) => configureWorker?.Invoke(worker));

    /// <summary>Adds the worker, serves HTTP triggers with ASP.NET Core, and configures the worker.</summary>
    public static IHostBuilder ConfigureFunctionsWebApplication(
        this IHostBuilder builder, Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configureWorker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConfigureFunctionsWorkerDefaults((context, worker) =>
        {
            AddHttpTriggers(worker);
            configureWorker?.Invoke(context, worker);
        });
        if (builder.Properties.TryAdd(ConfiguredKey, value: true))
            builder.ConfigureWebHostDefaults(static web => web.Configure(Configure));
        return builder;
    }

    private static void AddHttpTriggers(IFunctionsWorkerApplicationBuilder worker)
    {
        IServiceCollection services = worker.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(HttpTriggerListener)))
            return;
        worker.Use(static next => context => HttpResultStep.InvokeAsync(context, next));
        services.AddControllers();
        services.AddSingleton<HttpTriggerListener>();
        services.AddSingleton<ITriggerListener>(static provider => provider.GetRequiredService<HttpTriggerListener>());
        services.AddSingleton<IInputBinding, RouteValueBinding>();
        services.AddSingleton<FunctionEndpointSource>();
        services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.All);
        services.Configure<KestrelServerOptions>(static options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxRequestBodySize;
        });
    }

    private static void Configure(IApplicationBuilder application)
    {
        application.UseForwardedHeaders();
        application.UseRouting();
        application.Use(FunctionEndpointSource.AnswerNotFoundElsewhere);
        application.UseEndpoints(static endpoints =>
            endpoints.DataSources.Add(endpoints.ServiceProvider.GetRequiredService<FunctionEndpointSource>()));
    }
}
