using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Tests.Replay;

public sealed class RetryTests : SessionTest
{
    [Fact]
    public void Waits_grow_up_to_their_limit_and_attempts_end()
    {
        RetryPolicy policy = new(5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromSeconds(5));
        List<double> waits = [];
        using var session = Open(async context => await context.CallActivityAsync<int>("One", TaskOptions.FromRetryPolicy(policy)));
        var now = 0.0;
        var turn = Run(session, now, new ExecutionStarted());
        for (var attempt = 1; attempt < 5; attempt++)
        {
            var call = Assert.IsType<CallActivity>(Assert.Single(turn.Commands));
            var timer = Assert.IsType<StartTimer>(Assert.Single(Run(session, now, Failed(call.Id, $"attempt {attempt}")).Commands));
            waits.Add((timer.FireAt - Start).TotalSeconds - now);
            now = (timer.FireAt - Start).TotalSeconds;
            turn = Run(session, now, new TimerFired(timer.Id));
        }

        var end = End(Run(session, now, Failed(((CallActivity)turn.Commands[0]).Id, "attempt 5")));

        Assert.Equal([1, 3, 5, 5], waits);
        Assert.Equal(typeof(TaskFailedException).FullName, end.Failure!.ErrorType);
        Assert.Equal("Task 'One' (#8) failed with an unhandled exception: attempt 5", end.Failure.Message);
        Assert.Equal("System.InvalidOperationException: attempt 5", end.Failure.Inner!.ToDetails().ToString());
    }

    [Fact]
    public void No_retry_begins_after_the_timeout()
    {
        RetryPolicy policy = new(100, TimeSpan.FromSeconds(1), retryTimeout: TimeSpan.FromSeconds(10));
        using var session = Open(async context => await context.CallActivityAsync<int>("One", TaskOptions.FromRetryPolicy(policy)));

        Run(session, 0, new ExecutionStarted());

        Assert.Equal(OrchestrationRuntimeStatus.Failed, End(Run(session, 10, Failed(0))).Status);
    }

    [Fact]
    public void A_policy_may_choose_by_the_failure()
    {
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };
        using var retried = Open(async context => await context.CallActivityAsync<int>("One", TaskOptions.FromRetryPolicy(policy)));
        using var given = Open(async context => await context.CallActivityAsync<int>("One", TaskOptions.FromRetryPolicy(policy)));

        Run(retried, 0, new ExecutionStarted());
        Run(given, 0, new ExecutionStarted());

        Assert.IsType<StartTimer>(Assert.Single(Run(retried, 1, Failed(0, type: typeof(TimeoutException).FullName!)).Commands));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, End(Run(given, 1, Failed(0))).Status);
    }

    [Fact]
    public void A_handler_decides_and_may_wait_itself()
    {
        List<string> seen = [];
        using var session = Open(async context => await context.CallSubOrchestratorAsync<int>("Child", TaskOptions.FromRetryHandler(async retry =>
        {
            seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime.TotalSeconds}");
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(2), retry.CancellationToken);
            return retry.LastAttemptNumber < 2;
        })));

        Run(session, 0, new ExecutionStarted());
        Run(session, 1, Failed(0, "a"));
        var again = Run(session, 3, new TimerFired(1));
        Assert.IsType<CallSubOrchestration>(Assert.Single(again.Commands));
        Run(session, 4, Failed(2, "b"));
        var end = End(Run(session, 6, new TimerFired(3)));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.Status);
        Assert.Equal(["1 a 1", "2 b 4"], seen);
    }

    [Fact]
    public void What_can_never_succeed_is_not_retried()
    {
        using var session = Open(async context => await context.CallActivityAsync<int>("One", TaskOptions.FromRetryPolicy(new(9, TimeSpan.FromSeconds(1)))));
        Run(session, 0, new ExecutionStarted());

        var turn = Run(session, 1, new TaskFailed(0, new("System.ArgumentException", "no such activity") { NotRetriable = true }));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, End(turn).Status);
    }

    [Fact]
    public void A_failure_that_is_caught_is_no_end()
    {
        using var session = Open(async context =>
        {
            try
            {
                return await context.CallActivityAsync<string>("One");
            }
            catch (TaskFailedException exception) when (exception.FailureDetails.IsCausedBy<InvalidOperationException>())
            {
                return $"{exception.TaskName} {exception.TaskId} {exception.FailureDetails.ErrorMessage}";
            }
        });
        Run(session, 0, new ExecutionStarted());

        Assert.Equal("One 0 broken", Output<string>(Run(session, 1, Failed(0))));
    }

    [Fact]
    public void Options_given_as_the_input_are_noticed()
    {
        using var session = Open(async context => await context.CallActivityAsync<int>("One", input: TaskOptions.FromRetryPolicy(new(2, TimeSpan.FromSeconds(1)))));

        Assert.Equal(typeof(ArgumentException).FullName, End(Run(session, 0, new ExecutionStarted())).Failure!.ErrorType);
    }
}
