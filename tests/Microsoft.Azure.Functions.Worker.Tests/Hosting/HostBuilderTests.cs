using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class HostBuilderTests
{
    [Fact]
    public async Task A_plain_host_builder_serves_functions_too()
    {
        ApplicationAssemblies.Root = typeof(HostBuilderTests).Assembly;
        using IHost host = new HostBuilder()
            .ConfigureFunctionsWebApplication((_, worker) => worker.UseMiddleware(async (context, next) =>
            {
                await next();
                context.GetInvocationResult().Value = Results.Text($"{context.FunctionDefinition.Name} by host builder");
            }))
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection([KeyValuePair.Create("urls", (string?)"http://127.0.0.1:0")]))
            .ConfigureServices(services => services.AddSingleton(new FunctionTypes([typeof(Functions)])))
            .Build();
        await host.StartAsync();
        Uri address = new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        using HttpClient client = new() { BaseAddress = address };

        Assert.Equal("Hello by host builder", await client.GetStringAsync("/v1/Hello"));
        await host.StopAsync();
    }

    [Fact]
    public void An_application_is_built_once()
    {
        Builder.FunctionsApplicationBuilder builder = Builder.FunctionsApplication.CreateBuilder([]);
        using IHost host = builder.Build();

        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Throws<InvalidOperationException>(() => builder.Use(next => next));
    }

    private sealed class Functions
    {
        [Function("Hello")]
        public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Ok();
    }
}
