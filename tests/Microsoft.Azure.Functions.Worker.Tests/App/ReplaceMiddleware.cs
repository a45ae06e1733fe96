using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Puts another result in the place of the function's.</summary>
public sealed class ReplaceMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        InvocationResult<ContentResult> result = context.GetInvocationResult<ContentResult>();
        result.Value = new ContentResult { Content = $"replaced {result.Value!.Content}", StatusCode = 202 };
    }
}
