using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>Builds an application inside the test's process, with chosen function classes and settings.</summary>
internal static class TestHost
{
    public static IHost Build(
        IReadOnlyList<Type> functions,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<FunctionsApplicationBuilder>? configure = null)
    {
        ApplicationAssemblies.Root = typeof(TestHost).Assembly;
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton(new FunctionTypes(functions));
        configure?.Invoke(builder);
        return builder.Build();
    }
}
