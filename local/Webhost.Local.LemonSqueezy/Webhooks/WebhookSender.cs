using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>Sends webhooks, signed as the service signs them.</summary>
internal sealed class WebhookSender(TimeSpan timeout) : IDisposable
{
    private const int Ok = 200;

    // Nothing is followed: a redirect is an answer that isn't a 200.
    private readonly HttpClient _http = NewClient(timeout);

    /// <summary>A client with connections of its own.</summary>
    public static HttpClient NewClient(TimeSpan timeout) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = timeout };

    /// <summary>The signature of a body: lower-case hexadecimal digits.</summary>
    public static string Sign(string body, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    public Task<Answer> SendAsync(Webhook webhook, WebhookEvent happened, CancellationToken cancellationToken) => SendAsync(_http, webhook, happened, cancellationToken);

    public static async Task<Answer> SendAsync(HttpClient http, Webhook webhook, WebhookEvent happened, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(happened.Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Event-Name", happened.Name);
        request.Headers.Add("X-Signature", Sign(happened.Body, webhook.Secret));
        request.Headers.UserAgent.ParseAdd("LemonSqueezy-Hookshot");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new Answer((int)response.StatusCode, Error: null);
        }
        catch (HttpRequestException exception)
        {
            return new Answer(Status: null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(Status: null, $"No answer within {http.Timeout.TotalSeconds:0.###} s.");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What came back: a status, or why there is none.</summary>
    internal readonly record struct Answer(int? Status, string? Error)
    {
        /// <summary>Only a 200 counts.</summary>
        public bool IsSuccess => Status == Ok;

        public string InWords => Status is { } status ? status.ToString(CultureInfo.InvariantCulture) : Error ?? "";
    }
}
