using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: EmbeddedHostExtension(typeof(Microsoft.Azure.Functions.Worker.Tests.Hosting.SeamTests.EchoExtension))]

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>An extension as another assembly would write it; <see cref="EchoExtension"/> is found by its assembly attribute.</summary>
public sealed class SeamTests
{
    [Fact]
    public async Task An_extension_runs_functions_of_its_trigger_through_the_pipeline_and_fills_its_inputs()
    {
        List<string> seen = [];
        using IHost host = TestHost.Build([typeof(EchoFunctions)], configure: builder => builder.UseMiddleware(async (context, next) =>
        {
            seen.Add($"{context.FunctionDefinition.InputBindings["text"].Type} {context.FunctionDefinition.InputBindings["suffix"].Type}");
            await next();
            context.GetInvocationResult().Value += "!";
        }));
        await host.StartAsync();
        EchoListener listener = host.Services.GetServices<ITriggerListener>().OfType<EchoListener>().Single();

        object? result = await listener.SendAsync("hello");

        Assert.Equal("hello suffix 3!", result);
        Assert.Equal(["echoTrigger suffix"], seen);
        await host.StopAsync();
        Assert.Equal(["prepare", "start", "stop"], listener.Life);
    }

    [Fact]
    public async Task An_exception_of_the_function_reaches_the_listener_as_it_is()
    {
        using IHost host = TestHost.Build([typeof(EchoFunctions)]);
        await host.StartAsync();
        EchoListener listener = host.Services.GetServices<ITriggerListener>().OfType<EchoListener>().Single();

        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => listener.SendAsync(""));

        Assert.Contains("nothing to echo", exception.Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task An_extension_may_serve_endpoints_outside_the_functions_prefix()
    {
        using IHost host = TestHost.Build([typeof(EchoFunctions)]);
        await host.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

        using HttpResponseMessage other = await client.PostAsync("/runtime/webhooks/echo/x", content: null);

        Assert.Equal("x", await client.GetStringAsync("/runtime/webhooks/echo/x"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        await host.StopAsync();
    }

    public sealed class EchoFunctions
    {
        [Function("Echo")]
        public static async Task<string> Echo([EchoTrigger] string text, [SuffixInput] string suffix, int parts, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return text.Length > 0 ? $"{text} {suffix} {parts}" : throw new ArgumentException("nothing to echo", nameof(text));
        }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class EchoTriggerAttribute : TriggerBindingAttribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class SuffixInputAttribute : InputBindingAttribute;

    internal sealed class EchoExtension : IEmbeddedHostExtension
    {
        public void Configure(IFunctionsWorkerApplicationBuilder builder)
        {
            builder.Services.AddSingleton<ITriggerListener, EchoListener>();
            builder.Services.AddSingleton<IInputBinding, SuffixBinding>();
            builder.Services.AddSingleton(new HostEndpoint(
                "runtime/webhooks/echo/{text}", ["GET"], static http => http.Response.WriteAsync((string)http.Request.RouteValues["text"]!)));
        }
    }

    internal sealed class SuffixBinding : IInputBinding
    {
        public ParameterBinder? TryBind(FunctionDescriptor function, System.Reflection.ParameterInfo parameter) => parameter.Name switch
        {
            "suffix" => static _ => ValueTask.FromResult<object?>("suffix"),
            "parts" => static context => ValueTask.FromResult<object?>(context.Function.Binders.Count - 1),
            _ => null,
        };
    }

    internal sealed class EchoListener(FunctionRunner runner) : ITriggerListener
    {
        private FunctionDescriptor? _function;

        public List<string> Life { get; } = [];

        public bool Claims(TriggerBindingAttribute trigger) => trigger is EchoTriggerAttribute;

        public ParameterBinder? BindTrigger(FunctionDescriptor function) => static context => ValueTask.FromResult(context.TriggerValue);

        public Task<object?> SendAsync(string text) => runner.RunAsync(_function!, new FunctionInvocation { TriggerValue = text }, CancellationToken.None);

        public Task PrepareAsync(IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken)
        {
            _function = functions.SingleOrDefault();
            Life.Add("prepare");
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Life.Add("start");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Life.Add("stop");
            return Task.CompletedTask;
        }
    }
}
