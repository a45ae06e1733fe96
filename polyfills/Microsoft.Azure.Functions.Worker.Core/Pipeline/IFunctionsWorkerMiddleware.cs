namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs around every invocation.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Handles the invocation and calls <paramref name="next"/> to go on inwards.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
