using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The innermost step of the pipeline: binds the parameters, makes the instance, calls the function.</summary>
internal static class FunctionExecutor
{
    /// <summary>The step.</summary>
    public static readonly FunctionExecutionDelegate Execute = ExecuteAsync;

    private static async Task ExecuteAsync(FunctionContext context)
    {
        EmbeddedFunctionContext embedded = EmbeddedFunctionContext.From(context);
        FunctionDescriptor function = embedded.Function;
        object?[] arguments = new object?[function.Binders.Count];
        for (int index = 0; index < arguments.Length; index++)
        {
            ValueTask<object?> value = function.Binders[index](embedded);
            arguments[index] = value.IsCompletedSuccessfully ? value.Result : await value;
        }

        object? instance = function.CreateInstance?.Invoke(embedded.InstanceServices, arguments: null);
        try
        {
            embedded.Result = await function.Call(instance, arguments);
        }
        catch (Exception exception)
        {
            throw new AggregateException(exception); // see Thrown
        }
    }
}
