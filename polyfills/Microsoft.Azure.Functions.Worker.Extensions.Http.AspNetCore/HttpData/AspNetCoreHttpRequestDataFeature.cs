using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Gives the request of the HTTP context in the worker's own model, the same one each time.</summary>
internal sealed class AspNetCoreHttpRequestDataFeature : IHttpRequestDataFeature
{
    public static readonly AspNetCoreHttpRequestDataFeature Instance = new();

    private static readonly object Key = new();

    public ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext context)
    {
        if (context.Items.TryGetValue(Key, out object? known))
            return ValueTask.FromResult<HttpRequestData?>((HttpRequestData)known);
        if (context.GetHttpContext() is not { } http)
            return ValueTask.FromResult<HttpRequestData?>(null);
        AspNetCoreHttpRequestData request = new(http.Request, context);
        context.Items[Key] = request;
        return ValueTask.FromResult<HttpRequestData?>(request);
    }
}
