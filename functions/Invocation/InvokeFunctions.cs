using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Invocation;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Functions.Deployments;
using Webhost.Functions.Http;
using Webhost.Functions.Limits;

namespace Webhost.Functions.Invocation;

/// <summary>Invocations over HTTP, as JSON or as events.</summary>
internal sealed class InvokeFunctions(InvocationGateway gateway, AsyncInvocationDirectory asyncInvocations, InvocationOptions options, TimeProvider time)
{
    private const string Summary = "Invoke an agent. With Accept: text/event-stream the answer comes as events: meta, delta…, usage, done or error. With Prefer: respond-async the call is answered at once, with 202 and where the answer will be.";

    private static readonly Failure NeedsAsync = Failure.Invalid.At("webhook", "A webhook is told of asynchronous invocations only: send the header 'Prefer: respond-async' with it.");

    [Function("InvokeAgent")]
    [Operation(Summary, Access.Invoke, Request = typeof(InvokeRequest), Response = typeof(InvokeResponse), Accepted = typeof(AsyncInvocationAccepted), Streams = true, Headers = PreferenceHeaders.Prefer, Idempotent = true)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/invoke/{agentId}")] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client) => InvokeAsync(request, agentId, client);

    [Function("InvokeAgentShort")]
    [Operation("The same under a shorter path.", Access.Invoke, Request = typeof(InvokeRequest), Response = typeof(InvokeResponse), Accepted = typeof(AsyncInvocationAccepted), Streams = true, Headers = PreferenceHeaders.Prefer, Idempotent = true)]
    public Task<IResult> RunShortAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invoke/{agentId}")] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client) => InvokeAsync(request, agentId, client);

    private async Task<IResult> InvokeAsync(HttpRequest request, string agentId, DurableTaskClient client)
    {
        var (caller, response) = (request.Caller(), request.HttpContext.Response);
        if (!(await ApiJson.ReadAsync<InvokeRequest>(request, options.MaximumBodyBytes)).TryGet(out var body, out var failure))
        {
            return Api.Failed(failure);
        }

        var isAsync = PreferenceHeaders.WantsAsync(request);
        var isStreamed = !isAsync && request.Wants(EventStream.MediaType);
        if (body.Webhook is not null && (isAsync ? asyncInvocations.RefuseWebhook(body) : NeedsAsync) is { } refused)
        {
            return Api.Failed(refused);
        }

        using var trace = TraceMiddleware.Continue(request.HttpContext, TraceIdIn(body.Metadata));
        if (!(await gateway.PrepareAsync(caller, agentId, body, inOnePiece: !isAsync && !isStreamed, request.HttpContext.RequestAborted)).TryGet(out var invocation, out failure))
        {
            if (failure is Failure.RateLimited or Failure.LimitExceeded)
            {
                RateLimitHeaders.WritePolicy(response, caller.Plan, BillingPeriod.Of(time.GetUtcNow(), caller.User).Length);
            }

            return Api.Failed(failure);
        }

        RateLimitHeaders.WritePolicy(response, caller.Plan, invocation.Reservation.Period.Length);
        RateLimitHeaders.Write(response, invocation.Standing);
        if (isAsync)
        {
            var accepted = await asyncInvocations.AcceptAsync(caller, invocation, body, new DurableOrchestrations(client), request.HttpContext.RequestAborted);
            PreferenceHeaders.WriteAsync(response);
            return Api.GoesOn(request, accepted, accepted.StatusUrl);
        }

        if (isStreamed)
        {
            return new InvocationEvents(gateway, invocation, options.Heartbeat, time);
        }

        if ((await gateway.RunAsync(invocation, request.HttpContext.RequestAborted)).TryGet(out var answer, out failure))
        {
            return Api.Json(answer);
        }

        var failed = Api.Failed(failure, invocation.Input.TraceId);
        return InvocationGateway.MayHaveRun(failure) ? new LastingAnswer(failed) : failed;
    }

    private static string? TraceIdIn(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } members && InvokeInputJson.CanWrite(members) && members.TryGetProperty("traceId"u8, out var traceId) && traceId.ValueKind is JsonValueKind.String
            ? traceId.GetString()
            : null;
}
