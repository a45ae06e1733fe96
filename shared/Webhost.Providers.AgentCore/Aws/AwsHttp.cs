using System.Net.Http;
using Amazon.Runtime;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>The SDK's connections, in our hands: no tracing headers that are not signed, and an answer that nobody wants any more is cut off, not read to its end.</summary>
internal sealed class AwsHttp : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly HttpClient client;

    public AwsHttp()
        : this(CreateHandler())
    {
    }

    /// <summary>Takes a handler in place of the network.</summary>
    internal AwsHttp(HttpMessageHandler handler) =>
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => client.Dispose();

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = IdleTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
    };
}
