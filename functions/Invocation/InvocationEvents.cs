using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Invocation;
using Webhost.Core.Invocation;
using Webhost.Core.Providers;
using Webhost.Functions.Http;

namespace Webhost.Functions.Invocation;

/// <summary>An invocation's answer as events (runtime provider interface §3.5): meta, delta…, usage, done or error, with heartbeats while it is silent.</summary>
internal sealed class InvocationEvents(InvocationGateway gateway, PreparedInvocation invocation, TimeSpan heartbeat, TimeProvider time) : IStreamedAnswer
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Disposing the sequence settles the invocation, also when the client leaves before the first byte.
        await using var events = gateway.StreamAsync(invocation, httpContext.RequestAborted).GetAsyncEnumerator(httpContext.RequestAborted);
        using var beats = new PeriodicTimer(heartbeat, time);
        var next = events.MoveNextAsync().AsTask();
        var beat = beats.WaitForNextTickAsync().AsTask();
        try
        {
            var stream = await EventStream.OpenAsync(httpContext, time);
            var input = invocation.Input;
            await stream.HoldAsync("meta", new StreamMeta { TraceId = input.TraceId, SessionId = input.SessionId, InvocationId = input.InvocationId, DeploymentId = input.DeploymentId });
            while (true)
            {
                // Events that are there at once leave in one write.
                while (!next.IsCompleted)
                {
                    await stream.FlushAsync();
                    if (await Task.WhenAny(next, beat) == beat)
                    {
                        await stream.BeatAsync();
                        beat = beats.WaitForNextTickAsync().AsTask();
                    }
                }

                if (!await next)
                {
                    break;
                }

                await HoldAsync(stream, events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A sequence must not be disposed while it moves: the abort ends the move.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask HoldAsync(EventStream stream, RuntimeEvent item) => item switch
    {
        RuntimeEvent.Delta delta => stream.HoldAsync("delta", new StreamDelta { Text = delta.Text }),
        RuntimeEvent.UsageReported reported => stream.HoldAsync("usage", reported.Usage),
        RuntimeEvent.Completed completed => stream.HoldAsync("done", new StreamDone { Messages = completed.Messages, Data = completed.Data }),
        RuntimeEvent.Failed failed => stream.HoldAsync("error", Api.Envelope(failed.Failure, invocation.Input.TraceId)),
        _ => throw new InvalidOperationException($"There is no event for {item.GetType().Name}."),
    };
}
