using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>
/// Invokes agents. A call is sent once: the agent's acts are not ours to repeat. When the caller leaves or the time is over, the request is broken off, which
/// the agent sees on its signal.
/// </summary>
internal sealed class AgentInvoker(DispatcherClient dispatcher, IOptions<CloudflareOptions> options)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMilliseconds(500);

    private readonly int maximum = options.Value.MaximumOutputBytes;

    public async Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(input.Timeout);
        try
        {
            using var response = await SendAsync(input, stream: false, deadline.Token);
            return response.IsSuccessStatusCode ? await ReadAsync(response, deadline.Token) : await ShimFailures.OfAsync(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ShimFailures.TimedOut(input.Timeout);
        }
        catch (HttpRequestException exception)
        {
            return ShimFailures.Of(exception);
        }
        catch (IOException)
        {
            return ShimFailures.BrokenOff();
        }
        catch (JsonException)
        {
            return ShimFailures.NotUnderstood();
        }
    }

    public async IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(input.Timeout);
        var opened = await OpenAsync(input, deadline.Token, cancellationToken);
        if (!opened.TryGet(out var answer, out var failure))
        {
            yield return new RuntimeEvent.Failed(failure);
            yield break;
        }

        using var response = answer.Response;
        await using var events = answer.Events;
        while (true)
        {
            var next = await NextAsync(events, input.Timeout, cancellationToken);
            yield return next;
            if (next is RuntimeEvent.Completed or RuntimeEvent.Failed)
            {
                yield break;
            }
        }
    }

    private async Task<Result<(HttpResponseMessage Response, EventStream Events)>> OpenAsync(InvokeInput input, CancellationToken deadline, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(input, stream: true, deadline);
            if (!response.IsSuccessStatusCode)
            {
                return await ShimFailures.OfAsync(response, deadline);
            }

            if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
            {
                return ShimFailures.NotUnderstood();
            }

            var events = new EventStream(await response.Content.ReadAsStreamAsync(deadline), maximum, deadline);
            var opened = (response, events);
            response = null;
            return opened;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ShimFailures.TimedOut(input.Timeout);
        }
        catch (HttpRequestException exception)
        {
            return ShimFailures.Of(exception);
        }
        catch (IOException)
        {
            return ShimFailures.BrokenOff();
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static async ValueTask<RuntimeEvent> NextAsync(EventStream events, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await events.NextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RuntimeEvent.Failed(ShimFailures.TimedOut(timeout));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new RuntimeEvent.Failed(ShimFailures.BrokenOff());
        }
    }

    private Task<HttpResponseMessage> SendAsync(InvokeInput input, bool stream, CancellationToken cancellationToken)
    {
        // The shim stops a little earlier than we do, so that the agent's own time-out is answered, recorded and reported in good order.
        var margin = input.Timeout / 10 < LongestMargin ? input.Timeout / 10 : LongestMargin;
        var body = InvocationBody.Write(input, stream, input.Timeout - margin);
        return dispatcher.SendAsync(
            HttpMethod.Post, WorkerReference.ScriptOf(input.Reference), DispatcherClient.InvokePath, body, input.InvokeSecret, input.TraceParent, cancellationToken);
    }

    private async Task<Result<InvokeOutput>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maximum)
        {
            return ShimFailures.TooLarge(maximum);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = await BoundedBody.ReadAsync(stream, maximum, cancellationToken);
        if (body is null)
        {
            return ShimFailures.TooLarge(maximum);
        }

        return JsonSerializer.Deserialize(body.Span, ShimJson.Default.ShimAnswer) is { Text: { } text } answer
            ? new InvokeOutput { Text = text, Messages = answer.Messages, Data = answer.Data, Usage = answer.Usage }
            : ShimFailures.NotUnderstood();
    }
}
