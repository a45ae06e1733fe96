using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webhost.Core.Billing;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>Calls Lemon Squeezy's JSON:API: within its rate limit, with a time-out, and again with growing pauses while trouble may pass and a repeat does no harm.</summary>
internal sealed class LemonSqueezyClient(LemonSqueezyHttp http, IOptions<LemonSqueezyOptions> options, TimeProvider time, ILogger<LemonSqueezyClient> logger)
{
    private const string JsonApi = "application/vnd.api+json";
    private const int MaximumBodyBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CallBudget budget = new(options.Value.ApiCallsPerMinute, time);
    private readonly string baseUrl = options.Value.ApiBaseUrl.TrimEnd('/');

    /// <summary>Sends a request until it succeeds, fails for good, or has been tried often enough.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below the base address, with a leading slash.</param>
    /// <param name="body">The document; null for none.</param>
    /// <param name="repeat">When it may be sent again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, Repeat repeat, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!await budget.WaitAsync(Patience, cancellationToken))
            {
                return new ApiAnswer(Document: default, new ApiError(Status: 429));
            }

            var (answer, retryAfter) = await SendOnceAsync(method, path, body, cancellationToken);
            if (answer.Error is not { IsTransient: true } error || attempt >= options.Value.ApiAttempts || retryAfter > LongestPause
                || (repeat == Repeat.WhenItHadNoEffect && !error.HadNoEffect))
            {
                return answer;
            }

            var pause = retryAfter ?? Pause(attempt);
            LemonSqueezyLog.Retrying(logger, method.Method, PathOf(path), (long)pause.TotalMilliseconds, attempt, error.Status);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(ApiAnswer Answer, TimeSpan? RetryAfter)> SendOnceAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, baseUrl + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(JsonApi));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(JsonApi) } };
        }

        using var late = new CancellationTokenSource(options.Value.ApiTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await http.Api.SendAsync(request, deadline.Token);
            var answer = await ReadAsync(response, deadline.Token);
            if (answer.Error is { Status: not 404 } error)
            {
                LemonSqueezyLog.Refused(logger, method.Method, PathOf(path), error.Status);
            }

            return (answer, RetryAfter(response));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LemonSqueezyLog.NoAnswer(logger, method.Method, PathOf(path), exception);
            var neverSent = exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
            return (new ApiAnswer(Document: default, new ApiError(Status: 0, neverSent)), RetryAfter: null);
        }
    }

    private static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            return new ApiAnswer(Document: default, new ApiError((int)response.StatusCode));
        }

        await response.Content.LoadIntoBufferAsync(MaximumBodyBytes, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new ApiAnswer(document.RootElement.Clone(), Error: null);
        }
        catch (JsonException)
        {
            // A success that is no document comes from something in between.
            return new ApiAnswer(Document: default, new ApiError(Status: 502));
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

    private static string PathOf(string path) => path.Split('?')[0];
}
