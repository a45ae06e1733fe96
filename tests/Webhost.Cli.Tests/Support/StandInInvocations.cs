using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Tests.Support;

/// <summary>Asynchronous invocations that echo, with events that are followed and resumed.</summary>
internal sealed class StandInInvocations
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Usage Used = new() { Tokens = 12, ComputeMs = 34, Estimated = true };

    public StandInInvocations(WebApplication app)
    {
        app.MapGet("/v1/agents/{id}/invocations", (HttpContext context, string id) => StandInApi.WriteAsync(context, new Page<AsyncInvocation>
        {
            Items = [.. All.Values.Where(invocation => invocation.AgentId == id).OrderByDescending(invocation => invocation.InvocationId, StringComparer.Ordinal).Select(invocation => invocation with { Output = null })],
            NextCursor = NextCursor,
        }));
        app.MapGet("/v1/agents/{id}/invocations/{invocation}", (HttpContext context, string id, string invocation) => WithAsync(context, id, invocation, found =>
        {
            context.Response.StatusCode = IsOver(found) ? 200 : 202;
            return StandInApi.WriteAsync(context, found);
        }));
        app.MapGet("/v1/agents/{id}/invocations/{invocation}/events", (HttpContext context, string id, string invocation) => WithAsync(context, id, invocation, found => EventsAsync(context, found)));
        app.MapPost("/v1/agents/{id}/invocations/{invocation}/cancel", (HttpContext context, string id, string invocation) => WithAsync(context, id, invocation, found =>
        {
            Cancelled.Enqueue(invocation);
            context.Response.StatusCode = 202;
            return StandInApi.WriteAsync(context, found);
        }));
    }

    public ConcurrentDictionary<string, AsyncInvocation> All { get; } = new(StringComparer.Ordinal);

    /// <summary>The Idempotency-Key header of each that was accepted.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>The Last-Event-ID header of each connection that follows.</summary>
    public ConcurrentQueue<string> Resumed { get; } = new();

    /// <summary>Those that were asked to stop.</summary>
    public ConcurrentQueue<string> Cancelled { get; } = new();

    /// <summary>Where the next page of the list is.</summary>
    public string? NextCursor { get; set; }

    /// <summary>How many events a connection carries before it ends.</summary>
    public int BreakAfter { get; set; } = int.MaxValue;

    /// <summary>Whether the answer stops after its first words, with its connection open.</summary>
    public bool Hang { get; set; }

    /// <summary>Adds one that was asked "hello".</summary>
    public AsyncInvocation Add(AsyncInvocationStatus status, ErrorBody? error = null, string prompt = "hello")
    {
        var id = $"inv_{All.Count + 1}";
        var (begun, over) = (status is not AsyncInvocationStatus.Queued, status is not (AsyncInvocationStatus.Queued or AsyncInvocationStatus.Running));
        return All[id] = new AsyncInvocation
        {
            InvocationId = id,
            AgentId = "agt_1",
            SessionId = "ses_new",
            TraceId = "trace-2",
            Status = status,
            CreatedAt = Then,
            StartedAt = begun ? Then.AddSeconds(1) : null,
            EndedAt = over ? Then.AddSeconds(9) : null,
            DeploymentId = begun ? "dep_2" : null,
            Output = status is AsyncInvocationStatus.Succeeded ? new InvokeOutput { Text = $"You said: {prompt}" } : null,
            Usage = over ? Used : null,
            Error = error,
        };
    }

    public async Task AcceptAsync(HttpContext context, string agentId, InvokeRequest request)
    {
        Keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        var added = Add(AsyncInvocationStatus.Queued, prompt: request.Input!.Prompt!) with
        {
            AgentId = agentId,
            Webhook = request.Webhook is { Url: { } url } ? new WebhookDelivery { Url = url, Status = DeliveryStatus.Pending, Attempts = 0 } : null,
        };
        All[added.InvocationId] = added;
        context.Response.StatusCode = 202;
        await StandInApi.WriteAsync(context, new AsyncInvocationAccepted
        {
            InvocationId = added.InvocationId,
            SessionId = added.SessionId,
            TraceId = added.TraceId,
            Status = added.Status,
            StatusUrl = $"/v1/agents/{agentId}/invocations/{added.InvocationId}",
            WebhookSecret = added.Webhook is null ? null : "whsec_c2VjcmV0",
        });
    }

    private static bool IsOver(AsyncInvocation invocation) => invocation.EndedAt is not null;

    private async Task WithAsync(HttpContext context, string agentId, string id, Func<AsyncInvocation, Task> act)
    {
        if (All.TryGetValue(id, out var found) && found.AgentId == agentId)
        {
            await act(found);
        }
        else
        {
            await StandInApi.WriteErrorAsync(context, 404, ErrorCode.NotFound, $"There is no asynchronous invocation '{id}'.");
        }
    }

    private async Task EventsAsync(HttpContext context, AsyncInvocation invocation)
    {
        Func<string, Task>[] events =
        [
            id => StandInApi.WriteEventAsync(context, "meta", new StreamMeta { TraceId = invocation.TraceId, SessionId = invocation.SessionId, InvocationId = invocation.InvocationId, DeploymentId = "dep_2" }, id),
            id => StandInApi.WriteEventAsync(context, "delta", new StreamDelta { Text = "You said: " }, id),
            id => StandInApi.WriteEventAsync(context, "delta", new StreamDelta { Text = "hello" }, id),
            id => StandInApi.WriteEventAsync(context, "usage", Used, id),
            id => invocation.Error is { } error
                ? StandInApi.WriteEventAsync(context, "error", new ErrorEnvelope { Error = error }, id)
                : StandInApi.WriteEventAsync(context, "done", new StreamDone(), id),
        ];
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        Resumed.Enqueue(last);
        await StandInApi.StartEventsAsync(context);
        var begin = int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        for (var index = begin; index < events.Length && index - begin < BreakAfter; index++)
        {
            await events[index]($"{index + 1}");
            if (Hang && index == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }
}
