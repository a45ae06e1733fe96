using System.Text.Json;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Asks a Worker whether it can answer, until the asked-for deployment does or the time is over: uploads take a moment to spread.</summary>
internal sealed class AgentProbe(DispatcherClient dispatcher, IOptions<CloudflareOptions> options, TimeProvider time)
{
    private const int MaximumBytes = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.ProbeTimeout);
        Failure last = new Failure.RuntimeError($"The agent did not answer its health check within {options.Value.ProbeTimeout.TotalSeconds:0.#} seconds. Look for work that it does when it is loaded.", TimedOut: true);
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                var asked = await AskAsync(reference, invokeSecret, deadline.Token);
                if (asked is null)
                {
                    return default(Done);
                }

                last = asked;
                if (!asked.Retryable)
                {
                    return asked;
                }

                await Task.Delay(pause, time, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return last;
        }
    }

    private async Task<Failure?> AskAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await dispatcher.SendAsync(
                HttpMethod.Get, WorkerReference.ScriptOf(reference), DispatcherClient.HealthPath, ReadOnlyMemory<byte>.Empty, invokeSecret, traceParent: null, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return await ShimFailures.OfAsync(response, cancellationToken) switch
                {
                    Failure.NotFound => new Failure.RuntimeError("The agent has not reached its runtime yet. Try again in a minute.", Transient: true),
                    var failure => failure,
                };
            }

            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var body = await BoundedBody.ReadAsync(stream, MaximumBytes, cancellationToken);
            var health = body is null ? null : JsonSerializer.Deserialize(body.Span, ShimJson.Default.ShimHealth);
            if (health?.Status is not "ok")
            {
                return ShimFailures.NotUnderstood();
            }

            return string.Equals(health.DeploymentId, WorkerReference.DeploymentOf(reference), StringComparison.Ordinal)
                ? null
                : new Failure.RuntimeError("The runtime still runs another deployment of the agent. Try again in a minute.", Transient: true);
        }
        catch (HttpRequestException exception)
        {
            // A health check does nothing that could not be done twice, so one that broke off may be repeated too.
            return ShimFailures.Of(exception) is { Retryable: true } failure ? failure : new Failure.RuntimeError("The agent's answer broke off.", Transient: true);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return new Failure.RuntimeError("The agent's answer broke off.", Transient: true);
        }
    }
}
