using System.Net.Http.Headers;

namespace Webhost.Cli.Api;

/// <summary>Makes HTTP clients: no redirects, so that a token stays with the host it was meant for, and no overall time-out.</summary>
internal static class HttpClients
{
    public static HttpClient Create()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10), UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("webhost-cli", typeof(HttpClients).Assembly.GetName().Version?.ToString(3) ?? "0"));
        return client;
    }
}
