using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Invocation;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Functions.Http;
using Webhost.Functions.Limits;

namespace Webhost.Functions.Invocation;

/// <summary>Invocations over HTTP, as JSON or as events.</summary>
internal sealed class InvokeFunctions(InvocationGateway gateway, InvocationOptions options, TimeProvider time)
{
    [Function("InvokeAgent")]
    [Operation("Invoke an agent. With Accept: text/event-stream the answer comes as events: meta, delta…, usage, done or error.", Access.Invoke, Request = typeof(InvokeRequest), Response = typeof(InvokeResponse), Streams = true, Idempotent = true)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/invoke/{agentId}")] HttpRequest request, string agentId) => InvokeAsync(request, agentId);

    [Function("InvokeAgentShort")]
    [Operation("The same under a shorter path.", Access.Invoke, Request = typeof(InvokeRequest), Response = typeof(InvokeResponse), Streams = true, Idempotent = true)]
    public Task<IResult> RunShortAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invoke/{agentId}")] HttpRequest request, string agentId) => InvokeAsync(request, agentId);

    private async Task<IResult> InvokeAsync(HttpRequest request, string agentId)
    {
        var (caller, response) = (request.Caller(), request.HttpContext.Response);
        if (!(await ApiJson.ReadAsync<InvokeRequest>(request, options.MaximumBodyBytes)).TryGet(out var body, out var failure))
        {
            return Api.Failed(failure);
        }

        using var trace = TraceMiddleware.Continue(request.HttpContext, TraceIdIn(body.Metadata));
        if (!(await gateway.PrepareAsync(caller, agentId, body, request.HttpContext.RequestAborted)).TryGet(out var invocation, out failure))
        {
            if (failure is Failure.RateLimited or Failure.LimitExceeded)
            {
                RateLimitHeaders.WritePolicy(response, caller.Plan, BillingPeriod.Of(time.GetUtcNow(), caller.User.BillingAnchor).Length);
            }

            return Api.Failed(failure);
        }

        RateLimitHeaders.WritePolicy(response, caller.Plan, invocation.Reservation.Period.Length);
        RateLimitHeaders.Write(response, invocation.Standing);
        if (request.WantsEvents())
        {
            return new InvocationEvents(gateway, invocation, options.Heartbeat, time);
        }

        return (await gateway.RunAsync(invocation, request.HttpContext.RequestAborted)).TryGet(out var answer, out failure)
            ? Api.Json(answer)
            : Api.Failed(failure, invocation.Input.TraceId);
    }

    private static string? TraceIdIn(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("traceId"u8, out var traceId) && traceId.ValueKind is JsonValueKind.String ? traceId.GetString() : null;
}
