using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>
/// Calls Cloudflare's REST API: within the rate limit, with a time-out, and again with growing pauses while trouble may pass. Every call that is made here may be
/// repeated: uploads replace, deletions end in absence.
/// </summary>
internal sealed class CloudflareClient(CloudflareHttp http, ApiRateLimit rateLimit, IOptions<CloudflareOptions> options, TimeProvider time, ILogger<CloudflareClient> logger)
{
    private const int MaximumBodyBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly string baseUrl = options.Value.ApiBaseUrl.TrimEnd('/');

    /// <summary>Sends a request until it succeeds, fails for good, or has been tried often enough.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below the base address, with a leading slash.</param>
    /// <param name="content">Makes the body; called once an attempt.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!await rateLimit.WaitAsync(cancellationToken))
            {
                return new ApiAnswer(Result: default, new ApiError(Status: 429, []));
            }

            var (answer, retryAfter) = await SendOnceAsync(method, path, content, cancellationToken);
            if (answer.Error is not { IsTransient: true } error || attempt >= options.Value.ApiAttempts || retryAfter > LongestPause)
            {
                return answer;
            }

            var pause = retryAfter ?? Pause(attempt);
            CloudflareLog.Retrying(logger, method.Method, path, (long)pause.TotalMilliseconds, attempt, error.Status, Codes(error));
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(ApiAnswer Answer, TimeSpan? RetryAfter)> SendOnceAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, baseUrl + path) { Content = content?.Invoke() };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.ApiTimeout);
        try
        {
            using var response = await http.Api.SendAsync(request, deadline.Token);
            var answer = await ReadAsync(response, deadline.Token);
            if (answer.Error is { } error && !error.IsMissing)
            {
                CloudflareLog.Refused(logger, method.Method, path, error.Status, Codes(error), response.Headers.TryGetValues("cf-ray", out var ray) ? ray.FirstOrDefault() : null);
            }

            return (answer, RetryAfter(response));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            CloudflareLog.NoAnswer(logger, method.Method, path, exception);
            return (new ApiAnswer(Result: default, new ApiError(Status: 0, [])), RetryAfter: null);
        }
    }

    private static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var envelope = await ReadEnvelopeAsync(response, cancellationToken);
        if (response.IsSuccessStatusCode && (envelope?.Success ?? response.RequestMessage?.Method == HttpMethod.Delete))
        {
            // A deletion may be confirmed without a body; nothing else is believed without its envelope.
            return new ApiAnswer(envelope?.Result ?? default, Error: null);
        }

        var status = response.IsSuccessStatusCode && envelope is null ? (int)HttpStatusCode.BadGateway : (int)response.StatusCode;
        return new ApiAnswer(Result: default, new ApiError(status, envelope?.Errors ?? []));
    }

    private static async Task<ApiEnvelope?> ReadEnvelopeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            return null;
        }

        await response.Content.LoadIntoBufferAsync(MaximumBodyBytes, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ApiJson.Default.ApiEnvelope);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
        _ => null,
    };

    private static TimeSpan Pause(int attempt)
    {
        // Half of the pause is chance, so that callers that failed together don't return together.
        var whole = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds((whole / 2) + (Random.Shared.NextDouble() * whole / 2));
    }

    private static string Codes(ApiError error) => string.Join(',', error.Messages.Select(message => message.Code.ToString(CultureInfo.InvariantCulture)));
}
