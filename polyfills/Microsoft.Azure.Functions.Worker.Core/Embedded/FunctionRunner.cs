using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Runs a function through the middleware pipeline in its own service scope. Every trigger listener runs its functions through this.</summary>
internal sealed partial class FunctionRunner(
    FunctionExecutionDelegate pipeline,
    IServiceScopeFactory scopes,
    InvocationTracker tracker,
    HostJson hostJson,
    ILogger<FunctionRunner> logger)
{
    private static readonly ActivitySource Activities = new("Microsoft.Azure.Functions.Worker");

    /// <summary>
    /// Gives what the function (or a middleware) returned. A failure is logged here, once, and thrown on as it is. The function's token is
    /// cancelled with <paramref name="cancellationToken"/>, when <c>functionTimeout</c> is over, and when a stopping host has drained long enough.
    /// </summary>
    public async Task<object?> RunAsync(FunctionDescriptor function, FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        tracker.Enter();
        try
        {
            using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tracker.DrainToken);
            if (invocation.HasTimeout && hostJson.FunctionTimeout is { } timeout)
                cancellation.CancelAfter(timeout);
            await using EmbeddedFunctionContext context = new(function, invocation, scopes, cancellation.Token);
            using IDisposable? scope = logger.BeginScope(new InvocationLogScope(function.Name, context.InvocationId));
            using Activity? activity = StartActivity(function, invocation, context);
            try
            {
                LogStarted(function.Name, context.InvocationId);
                await Thrown.UnwrapAsync(pipeline(context));
                LogEnded(function.Name, context.InvocationId);
                return context.Result;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                LogAbandoned(function.Name, context.InvocationId);
                throw;
            }
            catch (Exception exception)
            {
                activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
                if (invocation.LogFailure)
                    LogFailure(exception, cancellation, function, context);
                throw;
            }
        }
        finally
        {
            tracker.Leave();
        }
    }

    private static Activity? StartActivity(FunctionDescriptor function, FunctionInvocation invocation, EmbeddedFunctionContext context)
    {
        if (!Activities.HasListeners())
            return null;
        Activity? activity = Activity.Current is null && invocation.TraceParent is { } parent
            ? Activities.StartActivity($"function {function.Name}", ActivityKind.Server, parent)
            : Activities.StartActivity($"function {function.Name}");
        activity?.SetTag("faas.name", function.Name).SetTag("faas.invocation_id", context.InvocationId);
        return activity;
    }

    private void LogFailure(Exception exception, CancellationTokenSource cancellation, FunctionDescriptor function, EmbeddedFunctionContext context)
    {
        if (exception is OperationCanceledException && tracker.DrainToken.IsCancellationRequested)
            LogStopped(function.Name, context.InvocationId);
        else if (exception is OperationCanceledException && cancellation.IsCancellationRequested)
            LogTimedOut(exception, function.Name, context.InvocationId, hostJson.FunctionTimeout);
        else if (exception is BadHttpRequestException)
            LogBadRequest(function.Name, context.InvocationId, exception.Message);
        else
            LogFailed(exception, function.Name, context.InvocationId);
    }

    [LoggerMessage(1, LogLevel.Debug, "Function '{Name}' starts (invocation {InvocationId})")]
    private partial void LogStarted(string name, string invocationId);

    [LoggerMessage(2, LogLevel.Debug, "Function '{Name}' succeeded (invocation {InvocationId})")]
    private partial void LogEnded(string name, string invocationId);

    [LoggerMessage(3, LogLevel.Debug, "Function '{Name}' was given up by its caller (invocation {InvocationId})")]
    private partial void LogAbandoned(string name, string invocationId);

    [LoggerMessage(4, LogLevel.Warning, "Function '{Name}' was cancelled because the host stops (invocation {InvocationId})")]
    private partial void LogStopped(string name, string invocationId);

    [LoggerMessage(5, LogLevel.Error, "Function '{Name}' did not end within functionTimeout {Timeout} (invocation {InvocationId})")]
    private partial void LogTimedOut(Exception exception, string name, string invocationId, TimeSpan? timeout);

    [LoggerMessage(6, LogLevel.Error, "Function '{Name}' failed (invocation {InvocationId})")]
    private partial void LogFailed(Exception exception, string name, string invocationId);

    [LoggerMessage(7, LogLevel.Information, "Function '{Name}' got a bad request (invocation {InvocationId}): {Problem}")]
    private partial void LogBadRequest(string name, string invocationId, string problem);

    private sealed class InvocationLogScope(string name, string invocationId) : IReadOnlyList<KeyValuePair<string, object>>
    {
        public int Count => 2;

        public KeyValuePair<string, object> this[int index] => index switch
        {
            0 => new("AzureFunctions_FunctionName", name),
            1 => new("AzureFunctions_InvocationId", invocationId),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

        public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
        {
            yield return this[0];
            yield return this[1];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"AzureFunctions_FunctionName:{name} AzureFunctions_InvocationId:{invocationId}";
    }
}
