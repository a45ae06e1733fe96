namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Gives the HTTP request of an invocation.</summary>
public interface IHttpRequestDataFeature
{
    /// <summary>The request, or null when the function was not started by HTTP.</summary>
    ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext context);
}
