using System.Net;
using System.Text.Json;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Translates what comes instead of an answer. The shim's and the dispatcher's messages are ours and safe to show; nobody else's text is.</summary>
internal static class ShimFailures
{
    private const string ReasonHeader = "x-webhost-error";
    private const int MaximumErrorBytes = 64 * 1024;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public static bool IsWorkerMissing(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound && response.Headers.TryGetValues(ReasonHeader, out var reasons) && reasons.Contains("worker-not-found");

    /// <summary>The failure that an unsuccessful response stands for.</summary>
    public static async Task<Failure> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (IsWorkerMissing(response))
        {
            return new Failure.NotFound("The agent is not at its runtime. Deploy it again.");
        }

        var body = await ReadAsync(response, cancellationToken);
        if (body is { Code: not null, Message: not null })
        {
            return Of(body, response.StatusCode == HttpStatusCode.GatewayTimeout);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new Failure.RateLimited("The runtime takes no more requests for this agent at the moment.", response.Headers.RetryAfter?.Delta ?? DefaultRetryAfter),
            HttpStatusCode.GatewayTimeout => new Failure.RuntimeError("The agent's runtime did not answer in time.", TimedOut: true),

            // Without the shim's envelope the answer is the network's in front of it: the agent did not run.
            >= HttpStatusCode.InternalServerError => new Failure.RuntimeError("The agent's runtime has trouble at the moment. Try again.", Transient: true),
            _ => new Failure.RuntimeError($"The agent's runtime answered unexpectedly (HTTP {(int)response.StatusCode})."),
        };
    }

    /// <summary>The failure that an error body stands for.</summary>
    public static Failure Of(ShimErrorBody body, bool timedOut) => body.Code switch
    {
        "UNAUTHENTICATED" => new Failure.RuntimeError("The agent's runtime does not accept the platform's signature. Deploy the agent again.") { ErrorClass = "auth" },
        "INVALID_REQUEST" => Failure.Invalid.At("input", body.Message!),
        "NOT_FOUND" => new Failure.NotFound(body.Message!),
        "CONFLICT" => new Failure.Conflict(body.Message!),
        _ => new Failure.RuntimeError(body.Message!, body.Retryable && !timedOut, timedOut) { ErrorClass = body.Class is "auth" or "limit" or "runtime" or "tool" ? body.Class : "unknown" },
    };

    /// <summary>The failure of a request to which no answer came.</summary>
    public static Failure Of(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError =>
            new Failure.RuntimeError("The agent's runtime could not be reached. Try again.", Transient: true),
        _ => BrokenOff(),
    };

    /// <summary>The agent may have run, wholly or in part: whether to ask again is for the caller to weigh.</summary>
    public static Failure.RuntimeError BrokenOff() => new("The agent's answer broke off.");

    /// <summary>The time is over, and the agent may have run as with <see cref="BrokenOff"/>.</summary>
    public static Failure.RuntimeError TimedOut(TimeSpan timeout) =>
        new($"The agent did not answer within {timeout.TotalMilliseconds:0} ms.", TimedOut: true) { ErrorClass = "limit" };

    public static Failure.RuntimeError TooLarge(int maximum) => new($"The agent's answer is larger than {maximum} bytes, so it was cut off.") { ErrorClass = "limit" };

    public static Failure.RuntimeError NotUnderstood() => new("The agent's runtime gave an answer that is not understood. Deploy the agent again.");

    private static async Task<ShimErrorBody?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            using var body = await BoundedBody.ReadAsync(stream, MaximumErrorBytes, cancellationToken);
            return body is null ? null : JsonSerializer.Deserialize(body.Span, ShimJson.Default.ShimError)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
