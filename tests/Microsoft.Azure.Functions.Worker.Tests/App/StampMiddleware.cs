using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Shows that middleware sees the HTTP context before the function runs, and how what it throws arrives.</summary>
public sealed class StampMiddleware(Gate gate) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        context.GetHttpContext()?.Response.Headers["x-function"] = context.FunctionDefinition.Name;
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            gate.Open($"{context.FunctionDefinition.Name} threw {exception.GetType().Name}");
            throw;
        }
    }
}
