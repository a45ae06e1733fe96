using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Adds ASP.NET Core to an application of Azure Functions.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Serves HTTP triggers with ASP.NET Core. Middleware added later sees the HTTP context; middleware added before does not.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HostBuilder.ConfigureFunctionsWebApplication();
        builder.HostBuilder.Apply();
        return builder;
    }
}
