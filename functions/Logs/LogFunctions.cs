using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Logs;
using Webhost.Core;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Logs;
using Webhost.Core.Results;
using Webhost.Functions.Http;

namespace Webhost.Functions.Logs;

/// <summary>An agent's logs over HTTP, as a page or followed as events.</summary>
internal sealed class LogFunctions(AgentLogs logs, AgentDirectory agents, LiveAccess access, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    [Function("ReadLogs")]
    [Operation("Read an agent's log, newest line first; with Accept: text/event-stream follow it. Resumes after Last-Event-ID.", Access.Read, Response = typeof(Page<LogLine>), Query = "level traceId text deploymentId since limit cursor", Streams = true, Headers = EventStream.ResumeHeader)]
    public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{agentId}/logs")] HttpRequest request, string agentId)
    {
        if (!FilterOf(request).TryGet(out var filter, out var failure) || !request.Page().TryGet(out var page, out failure))
        {
            return Api.Failed(failure);
        }

        if (!request.Wants(EventStream.MediaType))
        {
            return Api.Of(await logs.ReadAsync(request.Caller(), agentId, filter, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor));
        }

        var got = await agents.GetAsync(request.Caller(), agentId, request.HttpContext.RequestAborted);
        if (!got.TryGet(out _, out failure))
        {
            return Api.Failed(failure);
        }

        await FollowAsync(request, agentId, filter);
        return Results.Empty;
    }

    private static Result<LogFilter> FilterOf(HttpRequest request)
    {
        var query = request.Query;
        DateTimeOffset? since = null;
        if (query["since"].ToString() is { Length: > 0 } text)
        {
            if (!IsoTime.TryParse(text, out var parsed))
            {
                return Failure.Invalid.At("since", "Give a time as in 2026-11-23T14:00:00Z.");
            }

            since = parsed;
        }

        return LogFilter.Of(query["level"], query["traceId"], query["text"], query["deploymentId"], since);
    }

    private async Task FollowAsync(HttpRequest request, string agentId, LogFilter filter)
    {
        var lastId = request.Headers[EventStream.ResumeHeader].ToString() is { Length: > 0 } id ? id : filter.Since is { } since ? LogIds.Prefix(since) + "-" : null;
        var call = access.Watch(request.Headers.Authorization, Scope.Read, agentId);
        var stream = await EventStream.OpenAsync(request.HttpContext, time);
        // So that whoever follows a silent log knows at once that it is being followed.
        await stream.BeatAsync();
        await foreach (var line in logs.FollowAsync(agentId, filter, lastId, request.HttpContext.RequestAborted))
        {
            if (await call.RefuseAsync(request.HttpContext.RequestAborted) is { } refused)
            {
                await stream.FailAsync(refused);
                return;
            }

            await (line is not null ? stream.WriteAsync("log", line, line.Id) : stream.BeatAfterAsync(Heartbeat).AsTask());
        }
    }
}
