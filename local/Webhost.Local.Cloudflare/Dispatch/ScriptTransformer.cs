using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>Leaves a request as it came, but for the facade's own headers, and notices when the front tells of an exception instead of an answer.</summary>
internal sealed class ScriptTransformer(string target, string? mark) : HttpTransformer
{
    /// <summary>The message of what the script threw, when it threw.</summary>
    public string? Thrown { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var host = httpContext.Request.Host;
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        proxyRequest.RequestUri = new Uri("http://script" + target, raw);
        proxyRequest.Headers.Host = host.HasValue ? host.Value : "script";
        proxyRequest.Headers.Remove(DispatchHeaders.Script);
        proxyRequest.Headers.Remove(DispatchHeaders.Limits);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null && mark is not null
            && proxyResponse.Headers.TryGetValues(DispatchHeaders.Exception, out var values)
            && values.First().StartsWith(mark, StringComparison.Ordinal))
        {
            Thrown = Uri.UnescapeDataString(values.First()[mark.Length..].Trim());
            return ValueTask.FromResult(false);
        }

        // A script must not speak for the facade.
        proxyResponse?.Headers.Remove(DispatchHeaders.Fault);
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
