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
        var next = events.MoveNextAsync().AsTask();
        try
        {
            var stream = await EventStream.OpenAsync(httpContext);
            var input = invocation.Input;
            await stream.WriteAsync("meta", new StreamMeta { TraceId = input.TraceId, SessionId = input.SessionId, InvocationId = input.InvocationId, DeploymentId = input.DeploymentId });
            while (await ArrivesAsync(next, stream))
            {
                await WriteAsync(stream, events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A sequence must not be disposed while it moves: the abort ends the move.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task WriteAsync(EventStream stream, RuntimeEvent item) => item switch
    {
        RuntimeEvent.Delta delta => stream.WriteAsync("delta", new StreamDelta { Text = delta.Text }),
        RuntimeEvent.UsageReported reported => stream.WriteAsync("usage", reported.Usage),
        RuntimeEvent.Completed completed => stream.WriteAsync("done", new StreamDone { Messages = completed.Messages, Data = completed.Data }),
        RuntimeEvent.Failed failed => stream.WriteAsync("error", Api.Envelope(failed.Failure, invocation.Input.TraceId)),
        _ => throw new InvalidOperationException($"There is no event for {item.GetType().Name}."),
    };

    private async Task<bool> ArrivesAsync(Task<bool> next, EventStream stream)
    {
        while (!next.IsCompleted)
        {
            using var enough = new CancellationTokenSource();
            if (await Task.WhenAny(next, Task.Delay(heartbeat, time, enough.Token)) != next)
            {
                await stream.BeatAsync();
            }

            await enough.CancelAsync();
        }

        return await next;
    }
}
