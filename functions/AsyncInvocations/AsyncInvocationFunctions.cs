using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Invocation;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Results;
using Webhost.Functions.Http;

namespace Webhost.Functions.AsyncInvocations;

/// <summary>Asynchronous invocations over HTTP: to poll, to follow as events, to cancel.</summary>
internal sealed class AsyncInvocationFunctions(AsyncInvocationDirectory invocations, LiveAccess access, InvocationOptions options, TimeProvider time)
{
    private const string Collection = "v1/agents/{agentId}/invocations";
    private const string Item = Collection + "/{invocationId}";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    [Function("ListInvocations")]
    [Operation("List an agent's asynchronous invocations without their answers, newest first.", Access.Read, Response = typeof(Page<AsyncInvocation>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Collection)] HttpRequest request, string agentId) =>
        request.Page().TryGet(out var page, out var failure)
            ? Api.Of(await invocations.ListAsync(request.Caller(), agentId, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor))
            : Api.Failed(failure);

    [Function("GetInvocation")]
    [Operation("Get an asynchronous invocation: 202 with Retry-After while it runs, 200 with the answer at its end.", Access.Invoke, Response = typeof(AsyncInvocation), Accepted = typeof(AsyncInvocation))]
    public async Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item)] HttpRequest request, string agentId, string invocationId) =>
        Api.Of(await invocations.GetAsync(request.Caller(), agentId, invocationId, request.HttpContext.RequestAborted), invocation => Answer(request, invocation));

    [Function("FollowInvocation")]
    [Operation("Follow the answer of an asynchronous invocation from its begin as events: meta, delta…, usage, done or error. Resumes after Last-Event-ID.", Access.Invoke, Streams = true, Headers = EventStream.ResumeHeader)]
    public async Task<IResult> FollowAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item + "/events")] HttpRequest request, string agentId, string invocationId)
    {
        var position = 0L;
        if (request.Headers[EventStream.ResumeHeader].ToString() is { Length: > 0 } resume && !long.TryParse(resume, NumberStyles.None, CultureInfo.InvariantCulture, out position))
        {
            return Api.Failed(EventStream.WrongResume());
        }

        var read = await invocations.ReadEventsAsync(request.Caller(), agentId, invocationId, position, request.HttpContext.RequestAborted);
        if (!read.TryGet(out var events, out var failure))
        {
            return Api.Failed(failure);
        }

        var call = access.Watch(request.Headers.Authorization, Scope.Invoke, agentId);
        var stream = await EventStream.OpenAsync(request.HttpContext, time);
        await stream.BeatAsync();
        while (true)
        {
            foreach (var (item, end) in events.Items)
            {
                await WriteAsync(stream, item, end.ToString(CultureInfo.InvariantCulture));
                position = end;
                if (item.IsLast)
                {
                    return Results.Empty;
                }
            }

            await stream.BeatAfterAsync(options.Heartbeat);
            await Task.Delay(Poll, time, request.HttpContext.RequestAborted);
            var refused = await call.RefuseAsync(request.HttpContext.RequestAborted);
            if (refused is not null
                || !(await invocations.ReadEventsAsync(request.Caller(), agentId, invocationId, position, request.HttpContext.RequestAborted)).TryGet(out events, out refused))
            {
                await stream.FailAsync(refused);
                return Results.Empty;
            }
        }
    }

    [Function("CancelInvocation")]
    [Operation("Ask an asynchronous invocation to stop. What it used until then is billed; one that has ended stays as it is.", Access.Invoke, Response = typeof(AsyncInvocation), Status = 202)]
    public async Task<IResult> CancelAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Item + "/cancel")] HttpRequest request, string agentId, string invocationId) =>
        Api.Of(
            await invocations.CancelAsync(request.Caller(), agentId, invocationId, request.HttpContext.RequestAborted),
            invocation => Api.At(invocation, AsyncInvocationDirectory.StatusUrl(agentId, invocationId), StatusCodes.Status202Accepted));

    private static IResult Answer(HttpRequest request, AsyncInvocation invocation) =>
        invocation.Status is AsyncInvocationStatus.Queued or AsyncInvocationStatus.Running
            ? Api.GoesOn(request, invocation, AsyncInvocationDirectory.StatusUrl(invocation.AgentId, invocation.InvocationId))
            : Api.Json(invocation);

    private static Task WriteAsync(EventStream stream, RecordedEvent item, string id) => item switch
    {
        { Meta: { } meta } => stream.WriteAsync("meta", meta, id),
        { Delta: { } delta } => stream.WriteAsync("delta", delta, id),
        { Usage: { } usage } => stream.WriteAsync("usage", usage, id),
        { Done: { } done } => stream.WriteAsync("done", done, id),
        { Error: { } error } => stream.WriteAsync("error", error, id),
        _ => throw new InvalidOperationException("An event says nothing."),
    };
}
