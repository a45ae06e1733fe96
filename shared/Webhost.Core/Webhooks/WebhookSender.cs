using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Webhost.Core.Results;

namespace Webhost.Core.Webhooks;

/// <summary>
/// Sends signed messages to addresses that users gave, and to nothing else: where a name leads is checked at the moment of connecting, no redirect and no proxy is followed, and
/// of the answer only its status is read. Makes one attempt; trying again is the caller's.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private readonly WebhookOptions options;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker http;

    /// <summary>Opens no connection yet.</summary>
    public WebhookSender(WebhookOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseDrainSize = 0,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Sends a message. Failure: RuntimeError, with what its owner should know; every status but 2xx is one.</summary>
    public async Task<Result<Done>> SendAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var request = Request(message, time.GetUtcNow());
        try
        {
            using var response = await http.SendAsync(request, stop.Token);
            return response.IsSuccessStatusCode ? default(Done) : Failed($"The receiver answered {(int)response.StatusCode}.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"The receiver did not answer within {options.Timeout.TotalSeconds:0.#} s."));
        }
        catch (HttpRequestException exception)
        {
            return Failed(Explain(exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(WebhookMessage message, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, message.Address) { Content = new ReadOnlyMemoryContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(message.Id, now, message.Body.Span, message.Key.Span));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("webhost-webhooks", "1"));
        return request;
    }

    private static Failure.RuntimeError Failed(string message) => new(message, Transient: true);

    private static string Explain(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressRefusedException } => "The receiver's name does not lead to an address of the public Internet.",
        { HttpRequestError: HttpRequestError.NameResolutionError } or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The receiver's name can't be resolved.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection to the receiver could be made: check its certificate.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "The receiver can't be reached.",
        _ => "The receiver broke off.",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = options.AllowPrivateAddresses ? found : Array.FindAll(found, PublicAddress.IsPublic);
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
