using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Webhost.Functions.Http;

/// <summary>Gives every request a W3C trace: continues the caller's <c>traceparent</c>, and answers with its own.</summary>
internal sealed class TraceMiddleware : IFunctionsWorkerMiddleware
{
    private static readonly ActivitySource Source = new("Webhost.Http");

    /// <summary>
    /// Goes on in the trace that a body names, from here to the end of what the caller awaits; null, and nothing is done, when that is no W3C trace id or when the caller sent
    /// <c>traceparent</c>, which wins.
    /// </summary>
    public static Activity? Continue(HttpContext http, string? traceId)
    {
        if (Activity.Current is not { } present
            || !ActivityContext.TryParse($"00-{traceId}-{present.SpanId}-00", traceState: null, out _)
            || ActivityContext.TryParse(http.Request.Headers.TraceParent, traceState: null, out _))
        {
            return null;
        }

        var activity = new Activity(present.OperationName);
        activity.SetParentId($"00-{traceId}-{present.SpanId}-{(present.Recorded ? "01" : "00")}");
        activity.Start();
        http.Response.Headers.TraceParent = activity.Id;
        return activity;
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        // The caller's trace alone is gone on with: what the server under us has begun is recorded nowhere, and nor would be what is below it.
        var outer = Activity.Current;
        Activity.Current = null;
        using var activity = Create(context.FunctionDefinition.Name, http.Request.Headers);
        activity.Start();
        http.Response.Headers.TraceParent = activity.Id;
        try
        {
            await next(context);
        }
        finally
        {
            activity.Stop();
            Activity.Current = outer;
        }
    }

    private static Activity Create(string name, IHeaderDictionary headers)
    {
        var hasParent = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent);
        if (Source.CreateActivity(name, ActivityKind.Server, parent) is { } recorded)
        {
            return recorded;
        }

        // A source without listeners makes no activity, and there must always be one.
        var activity = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);
        if (hasParent)
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            activity.TraceStateString = parent.TraceState;
        }

        return activity;
    }
}
