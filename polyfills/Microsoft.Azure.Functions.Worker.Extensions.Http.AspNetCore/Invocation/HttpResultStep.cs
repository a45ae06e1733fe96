using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>
/// The step of the pipeline that ties an invocation to its HTTP request: inner steps and the function see the HTTP context, and what comes back
/// from them is written as the answer. It stands where <c>ConfigureFunctionsWebApplication</c> was called, as in the official worker.
/// </summary>
internal static class HttpResultStep
{
    public const string HttpContextKey = "HttpRequestContext";

    private static readonly ActionDescriptor NoAction = new();

    public static Task InvokeAsync(FunctionContext context, FunctionExecutionDelegate next) =>
        context is EmbeddedFunctionContext { TriggerValue: HttpContext http } embedded ? InvokeAsync(embedded, http, next) : next(context);

    /// <summary>Whether this step writes (or has already written) that result.</summary>
    public static bool IsAnswer(object result) => result is IActionResult or IResult or HttpResponseData;

    private static async Task InvokeAsync(EmbeddedFunctionContext context, HttpContext http, FunctionExecutionDelegate next)
    {
        context.Items.Add(HttpContextKey, http);
        context.Features.Set<IHttpRequestDataFeature>(AspNetCoreHttpRequestDataFeature.Instance);
        context.Features.Set<IFromBodyConversionFeature>(FromBodyConversionFeature.Instance);
        http.RequestServices = context.InstanceServices;
        await next(context);
        switch (context.Result)
        {
            case IActionResult result:
                await result.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), NoAction));
                break;
            case IResult result:
                await result.ExecuteAsync(http);
                break;
        }
    }
}
