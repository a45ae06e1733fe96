using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Sends signed requests to agents' Workers through the dispatcher.</summary>
internal sealed class DispatcherClient(CloudflareHttp http, DispatcherAddress address, IOptions<CloudflareOptions> options, TimeProvider time)
{
    public const string InvokePath = "/__webhost/invoke";
    public const string HealthPath = "/__webhost/health";
    public const string SessionsPath = "/__webhost/sessions/";

    private const string KeyHeader = "X-Webhost-Dispatch-Key";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string? key = address.IsOfDispatcher ? options.Value.DispatchKey : null;

    /// <summary>
    /// Sends one request, once; the answer is given as soon as its head is there. Disposing the answer, or cancelling, breaks the request off at the agent.
    /// </summary>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string script, string path, ReadOnlyMemory<byte> body, string secret, string? traceParent, CancellationToken cancellationToken)
    {
        using var request = Request(method, address.Of(script, path));
        var (timestamp, signature) = RequestSignature.Create(secret, time.GetUtcNow(), method.Method, path, body.Span);
        request.Headers.TryAddWithoutValidation(RequestSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(RequestSignature.SignatureHeader, signature);
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        if (method == HttpMethod.Post)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = Json;
        }

        return await http.Dispatcher.SendAsync(request, cancellationToken);
    }

    /// <summary>Whether the dispatcher answers as the dispatcher does: it has no such Worker.</summary>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, address.Of("wh-healthcheck", "/"));
        using var response = await http.Dispatcher.SendAsync(request, cancellationToken);
        return ShimFailures.IsWorkerMissing(response);
    }

    private HttpRequestMessage Request(HttpMethod method, Uri uri)
    {
        var request = new HttpRequestMessage(method, uri);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(KeyHeader, key);
        }

        return request;
    }
}
