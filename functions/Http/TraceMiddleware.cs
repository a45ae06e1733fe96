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

        // A source without listeners makes no activity, and there must always be one.
        using var activity = Source.CreateActivity(context.FunctionDefinition.Name, ActivityKind.Server) ?? new Activity(context.FunctionDefinition.Name);
        var parent = http.Request.Headers.TraceParent.ToString();
        if (ActivityContext.TryParse(parent, http.Request.Headers.TraceState, out _))
        {
            activity.SetParentId(parent);
            activity.TraceStateString = http.Request.Headers.TraceState;
        }

        activity.SetIdFormat(ActivityIdFormat.W3C);
        var outer = Activity.Current;
        if (activity.ParentId is null)
        {
            Activity.Current = null;
        }

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
}
