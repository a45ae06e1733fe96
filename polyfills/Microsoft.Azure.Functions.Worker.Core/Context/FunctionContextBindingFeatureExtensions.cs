using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the result of an invocation.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result as <typeparamref name="T"/>; throws <see cref="InvalidOperationException"/> when it is of another type.</summary>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        EmbeddedFunctionContext embedded = EmbeddedFunctionContext.From(context);
        return embedded.Result is T
            ? new ContextInvocationResult<T>(embedded)
            : throw new InvalidOperationException(
                $"The requested type {typeof(T)} does not match the type of the invocation result ({embedded.Result?.GetType().ToString() ?? "null"}).");
    }

    /// <summary>The result, whatever its type.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        new ContextInvocationResult(EmbeddedFunctionContext.From(context));

    private sealed class ContextInvocationResult(EmbeddedFunctionContext context) : InvocationResult
    {
        public override object? Value
        {
            get => context.Result;
            set => context.Result = value;
        }
    }

    private sealed class ContextInvocationResult<T>(EmbeddedFunctionContext context) : InvocationResult<T>
    {
        public override T? Value
        {
            get => (T?)context.Result;
            set => context.Result = value;
        }
    }
}
