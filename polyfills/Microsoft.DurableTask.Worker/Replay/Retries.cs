namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>Tries a task again by its policy or handler; the waits are durable timers.</summary>
internal static class Retries
{
    /// <summary>Gives the serialized result of the first attempt that succeeds.</summary>
    /// <exception cref="TaskFailedException">The last attempt's failure.</exception>
    public static async Task<string?> RunAsync(TaskOrchestrationContext context, string name, TaskRetryOptions? options, Func<Task<TaskOutcome>> attempt)
    {
        var start = context.CurrentUtcDateTime;
        for (var failed = 1; ; failed++)
        {
            var outcome = await attempt();
            if (outcome.Failure is not { } failure)
                return outcome.Result;

            TaskFailedException exception = new(name, outcome.Id, failure.ToDetails());
            if (failure.NotRetriable || options is null)
                throw exception;
            if (options.Policy is { } policy)
                await WaitAsync(context, policy, exception, failed, start);
            else if (!await options.Handler!(new(context, failed, exception.FailureDetails, context.CurrentUtcDateTime - start, CancellationToken.None)))
                throw exception;
        }
    }

    private static Task WaitAsync(TaskOrchestrationContext context, RetryPolicy policy, TaskFailedException exception, int failed, DateTime start)
    {
        var expired = policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime - start >= policy.RetryTimeout;
        if (failed >= policy.MaxNumberOfAttempts || expired || !policy.Handle(exception))
            throw exception;
        return context.CreateTimer(Delay(policy, failed), CancellationToken.None);
    }

    private static TimeSpan Delay(RetryPolicy policy, int failed)
    {
        var delay = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failed - 1);
        var limit = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue.TotalMilliseconds / 2 : policy.MaxRetryInterval.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(delay, limit));
    }
}
