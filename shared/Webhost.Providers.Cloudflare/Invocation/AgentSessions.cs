using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Reads and ends sessions.</summary>
internal sealed class AgentSessions(DispatcherClient dispatcher, IOptions<CloudflareOptions> options)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public Task<Result<RuntimeSession>> ReadAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        SendAsync<RuntimeSession>(HttpMethod.Get, reference, invokeSecret, sessionId, async (response, token) =>
        {
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            using var body = await BoundedBody.ReadAsync(stream, options.Value.MaximumOutputBytes, token);
            if (body is null)
            {
                return ShimFailures.TooLarge(options.Value.MaximumOutputBytes);
            }

            return JsonSerializer.Deserialize(body.Span, ShimJson.Default.ShimSession) is { } session
                ? new RuntimeSession { CreatedAt = session.CreatedAt, LastUsedAt = session.LastUsedAt, SizeBytes = session.SizeBytes, MessageCount = session.MessageCount, Messages = session.Messages ?? [] }
                : ShimFailures.NotUnderstood();
        }, cancellationToken);

    public async Task<Result<Done>> DeleteAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken)
    {
        var deleted = await SendAsync(HttpMethod.Delete, reference, invokeSecret, sessionId, (_, _) => Task.FromResult<Result<Done>>(default(Done)), cancellationToken);
        return deleted.TryGet(out _, out var failure) || failure is Failure.NotFound ? default(Done) : failure;
    }

    private async Task<Result<T>> SendAsync<T>(
        HttpMethod method, ProviderReference reference, string invokeSecret, string sessionId, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, CancellationToken cancellationToken)
    {
        // A path part of dots alone would be resolved on the way and name something else.
        if (sessionId.AsSpan().Trim('.').IsEmpty)
        {
            return Failure.NotFound.Of("session", sessionId);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var response = await dispatcher.SendAsync(
                method, WorkerReference.ScriptOf(reference), DispatcherClient.SessionsPath + Uri.EscapeDataString(sessionId), ReadOnlyMemory<byte>.Empty, invokeSecret, traceParent: null, deadline.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return Failure.NotFound.Of("session", sessionId);
            }

            return response.IsSuccessStatusCode ? await read(response, deadline.Token) : await ShimFailures.OfAsync(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure.RuntimeError($"The session did not answer within {Timeout.TotalSeconds:0} seconds. Try again.", Transient: true, TimedOut: true);
        }
        catch (HttpRequestException)
        {
            // Reading and deleting may both be repeated.
            return new Failure.RuntimeError("The agent's runtime could not be reached. Try again.", Transient: true);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return new Failure.RuntimeError("The session could not be read. Try again.", Transient: true);
        }
    }
}
