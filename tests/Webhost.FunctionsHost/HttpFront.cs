using Webhost.FunctionsHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.FunctionsHost;

/// <summary>Serves the routes of HTTP functions: the request goes to the worker over HTTP, and word of it over the channel, joined by the invocation's id.</summary>
internal static class HttpFront
{
    /// <summary>Bytes: the host's own default.</summary>
    public const long MaxRequestBodySize = 104_857_600;

    // The host's own.
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public static void Map(WebApplication front, FunctionApp app)
    {
        var forwarder = front.Services.GetRequiredService<IHttpForwarder>();

        // The host takes the first route that fits in the order of the functions' names; none goes before another because it fits better.
        var byName = app.Functions.Where(function => function.Trigger == "httpTrigger").OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (order, function) in byName.Index())
        {
            front.MapMethods("/" + function.Route, function.Methods, context => ServeAsync(context, function, app, forwarder)).Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = order);
        }
    }

    private static async Task ServeAsync(HttpContext context, Function function, FunctionApp app, IHttpForwarder forwarder)
    {
        var id = Guid.NewGuid().ToString();
        context.Request.Headers["x-ms-invocation-id"] = id;
        var forwarding = forwarder.SendAsync(context, app.HttpAddress, Client, Forwarding);
        // The host names each query parameter too, below the route's values.
        var metadata = context.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))
            .Concat(context.Request.RouteValues.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.ToString() ?? "")));
        var answer = await app.InvokeAsync(function, new TypedData { Http = new RpcHttp() }, context.RequestAborted, id, metadata);
        await forwarding;
        if (answer.Result.Status == StatusResult.Types.Status.Failure)
        {
            Console.WriteLine($"{function.Name} failed: {answer.Result.Exception?.Message}");
        }
    }
}
