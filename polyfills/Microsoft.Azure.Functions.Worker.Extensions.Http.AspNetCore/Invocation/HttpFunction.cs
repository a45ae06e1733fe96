using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>An HTTP function as an endpoint.</summary>
internal sealed partial class HttpFunction(
    FunctionDescriptor function, RoutePattern pattern, IReadOnlyList<string> methods, FunctionRunner runner, InvocationTracker tracker, ILogger logger)
{
    public string Name => function.Name;

    public RoutePattern Pattern => pattern;

    /// <summary>The methods in capitals; none means any.</summary>
    public IReadOnlyList<string> Methods => methods;

    /// <summary>Whether a request could be meant for either function.</summary>
    public bool ClashesWith(HttpFunction other) =>
        string.Equals(Shape(pattern), Shape(other.Pattern), StringComparison.OrdinalIgnoreCase)
        && (methods.Count == 0 || other.Methods.Count == 0 || methods.Intersect(other.Methods, StringComparer.Ordinal).Any());

    /// <summary>Answers a request. What the function throws becomes an empty 500, or a cut connection when the answer has begun.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        FunctionInvocation invocation = new()
        {
            TriggerValue = http,
            TraceParent = http.Request.Headers.TraceParent,
            TraceState = http.Request.Headers.TraceState,
            BindingData = () => http.Request.RouteValues.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase),
        };
        try
        {
            object? result = await runner.RunAsync(function, invocation, http.RequestAborted);
            if (result is not null && !HttpResultStep.IsAnswer(result))
                LogIgnoredResult(Name, result.GetType());
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The runner noted it, and nobody is left to answer.
        }
        catch (Exception exception)
        {
            // The runner has logged it.
            Fail(http, exception);
        }
    }

    private void Fail(HttpContext http, Exception exception)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            OperationCanceledException when tracker.DrainToken.IsCancellationRequested => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
    }

    // Two templates of one shape match the same paths, whatever their parameters are called; a constraint or default makes a difference.
    private static string Shape(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter =>
            $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content))}{(parameter.IsOptional ? "?" : "")}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    }))));

    [LoggerMessage(21, LogLevel.Warning,
        "Function '{Name}' returned a {Type}, which is not an answer under ASP.NET Core integration: the response is left as it is. Return an IActionResult or IResult")]
    private partial void LogIgnoredResult(string name, Type type);
}
