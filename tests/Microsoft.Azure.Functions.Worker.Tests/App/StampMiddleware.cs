using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Shows that middleware sees the HTTP context before the function runs.</summary>
public sealed class StampMiddleware : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        context.GetHttpContext()?.Response.Headers["x-function"] = context.FunctionDefinition.Name;
        return next(context);
    }
}
