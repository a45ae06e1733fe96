namespace Webhost.Billing.LemonSqueezy;

/// <summary>The connection pool. It follows no redirects, keeps no cookies, and adds no tracing headers of its own.</summary>
internal sealed class LemonSqueezyHttp : IDisposable
{
    public LemonSqueezyHttp()
        : this(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ActivityHeadersPropagator = null,
        })
    {
    }

    /// <summary>Takes a handler in place of the network.</summary>
    internal LemonSqueezyHttp(HttpMessageHandler handler) => Api = new HttpMessageInvoker(handler);

    public HttpMessageInvoker Api { get; }

    public void Dispose() => Api.Dispose();
}
