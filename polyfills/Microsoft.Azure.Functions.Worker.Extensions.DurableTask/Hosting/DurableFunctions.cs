using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.Replay;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>Makes orchestrators and activities of functions.</summary>
internal sealed partial class DurableFunctions(
    FunctionRunner runner, FunctionExecutionDelegate pipeline, IServiceScopeFactory scopes, ILogger<DurableFunctions> logger)
{
    /// <summary>
    /// The orchestrator of a function. It goes through the middleware too, but not through the runner: one that waits for days is no
    /// invocation that a stopping host should wait for, and it is never timed.
    /// </summary>
    public OrchestratorDelegate Orchestrator(FunctionDescriptor function) => (context, released) =>
    {
        EmbeddedFunctionContext invocation = new(function, new FunctionInvocation { TriggerValue = context }, scopes, CancellationToken.None);
        released.Register(() => _ = DisposeAsync(invocation));
        return RunAsync(invocation);
    };

    /// <summary>The activity of a function.</summary>
    public ActivityDelegate Activity(FunctionDescriptor function) => async (call, cancellationToken) =>
    {
        FunctionInvocation invocation = new()
        {
            TriggerValue = call,
            TraceParent = call.TraceParent,
            BindingData = () => new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId, ["name"] = call.Name },
        };
        try
        {
            return await runner.RunAsync(function, invocation, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The orchestrator gets it with the official packages as the inner failure of this one.
            throw new AggregateException(exception);
        }
    };

    private async Task<object?> RunAsync(EmbeddedFunctionContext invocation)
    {
        await Thrown.UnwrapAsync(pipeline(invocation));
        return invocation.Result;
    }

    private async Task DisposeAsync(EmbeddedFunctionContext invocation)
    {
        try
        {
            await invocation.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogDisposalFailed(exception, invocation.Function.Name);
        }
    }

    [LoggerMessage(51, LogLevel.Warning, "A service of orchestrator '{Name}' failed to be disposed of")]
    private partial void LogDisposalFailed(Exception exception, string name);
}
