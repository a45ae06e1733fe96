using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Webhost.Functions.Http;

/// <summary>
/// Ends what is followed when the host's <c>functionTimeout</c> does: the host restarts a worker whose function goes on, with the calls of everybody. Whoever follows resumes after <c>Last-Event-ID</c>.
/// </summary>
internal sealed class HostTimeoutMiddleware(OperationCatalog operations) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // An invocation is over long before: its plan and its runtime see to that.
        if (context.CancellationToken.CanBeCanceled && context.GetHttpContext() is { } http && HttpMethods.IsGet(http.Request.Method)
            && operations.Find(context.FunctionDefinition.Name) is { Description.Streams: true })
        {
            var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, context.CancellationToken);
            // A result is written when every middleware has returned.
            http.Response.RegisterForDispose(either);
            http.RequestAborted = either.Token;
        }

        return next(context);
    }
}
