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
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left: there is nobody to answer.
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            await Api.Error(
                exception.StatusCode,
                ErrorCode.InvalidRequest,
                exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request's body is too large." : "The request is malformed.",
                retryable: false).ExecuteAsync(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            Unexpected(exception, context.FunctionDefinition.Name);
            await Api.Error(StatusCodes.Status500InternalServerError, ErrorCode.Internal, "Something went wrong on our side. Try again, and quote the trace id if it persists.", retryable: true).ExecuteAsync(http);
        }
        catch (Exception exception)
        {
            // The answer is under way and can't be taken back: cut it, so that the client sees that it is not whole.
            Unexpected(exception, context.FunctionDefinition.Name);
            http.Abort();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed unexpectedly.")]
    private partial void Unexpected(Exception exception, string function);
}
