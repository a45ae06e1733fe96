using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Errors;

namespace Webhost.Functions.Http;

/// <summary>Turns what nobody expected into the error envelope, and logs it once. Nothing of the exception reaches the caller.</summary>
internal sealed partial class ErrorMiddleware(ILogger<ErrorMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await AnswerAsync(http, Cause(exception), context.FunctionDefinition.Name);
        }
    }

    // The worker wraps what a function throws.
    private static Exception Cause(Exception thrown) => thrown is AggregateException { InnerExceptions: [var only] } ? Cause(only) : thrown;

    private async Task AnswerAsync(HttpContext http, Exception exception, string function)
    {
        if (!http.Response.HasStarted)
        {
            // A trace that the function went on in has ended with what it threw: header and envelope name this one.
            http.Response.Headers.TraceParent = Activity.Current?.Id;
        }

        switch (exception)
        {
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                // The client left: there is nobody to answer.
                break;
            case BadHttpRequestException bad when !http.Response.HasStarted:
                await Api.Error(
                    bad.StatusCode,
                    ErrorCode.InvalidRequest,
                    bad.StatusCode switch
                    {
                        StatusCodes.Status413PayloadTooLarge => "The request's body is too large.",
                        StatusCodes.Status408RequestTimeout => "The request's body did not arrive in time. Send it again.",
                        _ => "The request is malformed.",
                    },
                    retryable: bad.StatusCode == StatusCodes.Status408RequestTimeout).ExecuteAsync(http);
                break;
            case var _ when !http.Response.HasStarted:
                Unexpected(exception, function);
                await Api.Error(StatusCodes.Status500InternalServerError, ErrorCode.Internal, "Something went wrong on our side. Try again, and quote the trace id if it persists.", retryable: true).ExecuteAsync(http);
                break;
            default:
                // The answer is under way and can't be taken back: cut it, so that the client sees that it is not whole.
                Unexpected(exception, function);
                http.Abort();
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed unexpectedly.")]
    private partial void Unexpected(Exception exception, string function);
}
