using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Api;

/// <summary>Calls the API: with a token that renews itself, time-outs, and repeats where a repeat does no harm.</summary>
internal sealed class ApiClient(Uri address, BearerSource bearer, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)];

    private readonly HttpClient http = HttpClients.Create();

    /// <summary>Reads a resource.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        await SendAsync<T>(new ApiRequest(HttpMethod.Get, path), cancellationToken);

    /// <summary>Reads all of a list, a page at a time.</summary>
    public async IAsyncEnumerable<T> EveryAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>(Query.Of(path, ("limit", "100"), ("cursor", cursor)), cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Sends a body and reads the answer.</summary>
    public async Task<T> PostAsync<TBody, T>(string path, TBody body, CancellationToken cancellationToken) =>
        await SendAsync<T>(new ApiRequest(HttpMethod.Post, path).With(body), cancellationToken);

    /// <summary>Sends a body under a key of this call's own and reads the answer: however often the connection breaks, it is served once.</summary>
    public async Task<T> PostOnceAsync<TBody, T>(string path, TBody body, CancellationToken cancellationToken) =>
        await SendOnceAsync<T>(new ApiRequest(HttpMethod.Post, path).With(body), cancellationToken);

    /// <summary>Sends a call under a key of its own and reads the answer: however often the connection breaks, it is served once.</summary>
    public async Task<T> SendOnceAsync<T>(ApiRequest request, CancellationToken cancellationToken) =>
        await SendAsync<T>(request with { IdempotencyKey = Guid.CreateVersion7(time.GetUtcNow()).ToString(), Repeatable = true }, cancellationToken);

    /// <summary>Sends a call and reads the answer's JSON.</summary>
    public async Task<T> SendAsync<T>(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Sends a call whose answer does not matter beyond its success.</summary>
    public async Task SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await OpenAsync(request, cancellationToken)).Dispose();

    /// <summary>Sends a call until its answer's head is there, and throws unless it is a success.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (start, renewed, lost) = (time.GetTimestamp(), false, false);
        for (var attempt = 0; ; attempt++)
        {
            HttpResponseMessage response;
            try
            {
                response = await TryAsync(request, renewed, cancellationToken);
            }
            catch (HttpRequestException failure) when (attempt < Pauses.Length && (IsRefused(failure) || request.Repeatable))
            {
                lost |= !IsRefused(failure);
                await Task.Delay(Pauses[attempt], time, cancellationToken);
                continue;
            }
            catch (HttpRequestException failure)
            {
                throw Unreachable(failure);
            }

            // What an earlier call of these has removed, whose answer did not arrive, is not there any more.
            if (response.IsSuccessStatusCode || (lost && request.Method == HttpMethod.Delete && response.StatusCode == HttpStatusCode.NotFound))
            {
                return response;
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !renewed && bearer.CanRenew && !IsOfDeletedAccount(response))
                {
                    renewed = true;
                    continue;
                }

                var error = await ErrorAnswer.ReadAsync(response, cancellationToken);
                if (IsBeingServed(request, response, error) && time.GetElapsedTime(start) < request.Timeout)
                {
                    await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], time, cancellationToken);
                    continue;
                }

                if (attempt < Pauses.Length && PauseBefore(request, response, error, attempt) is { } pause)
                {
                    // Whatever stands between did not hear what became of the call.
                    lost |= response.StatusCode == HttpStatusCode.BadGateway;
                    await Task.Delay(pause, time, cancellationToken);
                    continue;
                }

                throw new CliException(error, ExitCode.Of(error.Code)) { AccountDeleted = IsOfDeletedAccount(response) };
            }
        }
    }

    // A renewed token would open another account that nobody asked for.
    private static bool IsOfDeletedAccount(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains(AuthenticationChallenge.AccountDeleted, StringComparison.Ordinal) == true);

    /// <summary>Reads an answer's JSON.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, CliJson.Type<T>(), cancellationToken) ?? throw new JsonException("The answer was null.");
        }
        catch (Exception failure) when (failure is JsonException or HttpIOException)
        {
            throw CliException.Local(
                ErrorCode.Internal, $"The server's answer to {response.RequestMessage?.RequestUri?.AbsolutePath} could not be read: {failure.Message}",
                "Check that --api names a webhost API, and that this command is not older than it.", cause: failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> TryAsync(ApiRequest request, bool renew, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(address, request.Path)) { Content = request.Content?.Invoke() };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await bearer.GetAsync(http, renew, cancellationToken));
        message.Headers.Accept.Add(request.Accept ?? new MediaTypeWithQualityHeaderValue(request.Stream ? "text/event-stream" : "application/json"));
        if (request.LastEventId is not null)
        {
            message.Headers.TryAddWithoutValidation("Last-Event-ID", request.LastEventId);
        }

        if (request.Prefer is not null)
        {
            message.Headers.TryAddWithoutValidation("Prefer", request.Prefer);
        }

        if (request.IdempotencyKey is not null)
        {
            message.Headers.TryAddWithoutValidation("Idempotency-Key", request.IdempotencyKey);
        }

        using var limit = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"no answer within {request.Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Whether the first of the calls under one key, whose connection broke, is not at its end yet: its answer comes.</summary>
    private static bool IsBeingServed(ApiRequest request, HttpResponseMessage response, ErrorBody error) =>
        response.StatusCode == HttpStatusCode.Conflict && error.Retryable && request.IdempotencyKey is not null;

    private static TimeSpan? PauseBefore(ApiRequest request, HttpResponseMessage response, ErrorBody error, int attempt)
    {
        if (!request.Repeatable)
        {
            return null;
        }

        return response.StatusCode switch
        {
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable when error.Retryable => RetryAfter(response) ?? Pauses[attempt],
            HttpStatusCode.TooManyRequests when RetryAfter(response) is { } wait => wait,
            _ => null,
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait <= LongestWait ? wait : null;

    private static bool IsRefused(HttpRequestException failure) =>
        failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private CliException Unreachable(HttpRequestException failure)
    {
        var reason = IsRefused(failure) ? "connection refused" : failure.Message;
        var next = address.IsLoopback
            ? "Start it with './dev up', or name another API with --api."
            : "Check the address, your network and any proxy, or name another API with --api.";
        return new CliException(
            new ErrorBody { Code = ErrorCode.Internal, Message = $"Nothing answered at {ApiAddress.Display(address)}: {reason}.", Retryable = true, TraceId = string.Empty },
            ExitCode.Failed, next, failure);
    }
}
