namespace Webhost.Providers.Cloudflare;

/// <summary>The two connection pools: the API's and the dispatcher's. Neither follows redirects, keeps cookies, or adds tracing headers of its own.</summary>
internal sealed class CloudflareHttp : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    public CloudflareHttp()
        : this(CreateHandler(), CreateHandler())
    {
    }

    /// <summary>Takes handlers in place of the network.</summary>
    internal CloudflareHttp(HttpMessageHandler api, HttpMessageHandler dispatcher)
    {
        Api = new HttpMessageInvoker(api);
        Dispatcher = new HttpMessageInvoker(dispatcher);
    }

    public HttpMessageInvoker Api { get; }

    public HttpMessageInvoker Dispatcher { get; }

    public void Dispose()
    {
        Api.Dispose();
        Dispatcher.Dispose();
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = true,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = IdleTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        EnableMultipleHttp2Connections = true,

        // The gateway passes the trace on itself.
        ActivityHeadersPropagator = null,

        // An answer that nobody wants any more is cut off, not read to its end: that is how the agent learns that its caller left.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
    };
}
