using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>The endpoints of all HTTP functions, and those of the host itself.</summary>
internal sealed class FunctionEndpointSource(HttpTriggerListener listener, IEnumerable<HostEndpoint> hostEndpoints) : EndpointDataSource
{
    private static readonly ServedEndpoint Marker = new();

    private readonly Lazy<IReadOnlyList<Endpoint>> _endpoints = new(() =>
    [
        .. listener.Functions.Select(function => Build(function.Pattern, function.Methods, function.InvokeAsync, function.Name)),
        .. hostEndpoints.Select(endpoint =>
            Build(RoutePatternFactory.Parse(endpoint.Pattern), endpoint.Methods, endpoint.Handler, endpoint.Pattern, Marker)),
    ]);

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints.Value;

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>
    /// Sits behind routing. Where routing found nothing of ours, for instance only other methods of a path, the answer is 404, as the real host
    /// gives it. Paths under /admin and /runtime belong to the host, also when a function's route would catch them.
    /// </summary>
    public static Task AnswerNotFoundElsewhere(HttpContext http, RequestDelegate next)
    {
        EndpointMetadataCollection? metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<ServedEndpoint>() is { } served && (served == Marker || !HttpTriggerListener.IsReserved(http.Request.Path.Value.AsSpan())))
            return next(http);
        http.SetEndpoint(endpoint: null);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Endpoint Build(
        RoutePattern pattern, IReadOnlyList<string> methods, RequestDelegate handler, string name, ServedEndpoint? marker = null)
    {
        RouteEndpointBuilder builder = new(handler, pattern, order: 0) { DisplayName = name };
        builder.Metadata.Add(marker ?? new ServedEndpoint());
        if (methods.Count > 0)
            builder.Metadata.Add(new HttpMethodMetadata(methods));
        return builder.Build();
    }

    private sealed class ServedEndpoint;
}
