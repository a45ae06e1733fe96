using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Tests.Replay;

public sealed class WaitingTests : SessionTest
{
    [Fact]
    public void An_event_that_came_before_its_wait_counts()
    {
        using var session = Open(async context =>
        {
            await context.CallActivityAsync<int>("One");
            return await context.WaitForExternalEvent<string>("Go") + await context.WaitForExternalEvent<string>("GO");
        });

        Run(session, 0, new ExecutionStarted());
        Run(session, 1, Raised("go", "a"), Raised("go", "b"));
        var last = Run(session, 2, Completed(0, 1));

        Assert.Equal("ab", Output<string>(last));
    }

    [Fact]
    public void The_newest_wait_gets_an_event_first_and_a_cancelled_one_none()
    {
        using var session = Open(async context =>
        {
            using CancellationTokenSource cancelled = new();
            var oldest = context.WaitForExternalEvent<string>("Go");
            var newer = context.WaitForExternalEvent<string>("Go");
            var newest = context.WaitForExternalEvent<string>("Go", cancelled.Token);
            cancelled.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => newest);
            var first = await newer;
            return first + await oldest;
        });

        Run(session, 0, new ExecutionStarted());
        var last = Run(session, 1, Raised("Go", "1"), Raised("Go", "2"));

        Assert.Equal("12", Output<string>(last));
    }

    [Fact]
    public void A_wait_with_a_timeout_ends_by_its_timer()
    {
        using var session = Open(async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("Go", TimeSpan.FromSeconds(30));
            }
            catch (OperationCanceledException)
            {
                return "late";
            }
        });

        var first = Run(session, 0, new ExecutionStarted());
        var timer = Assert.IsType<StartTimer>(Assert.Single(first.Commands));
        Assert.Equal(Start.AddSeconds(30), timer.FireAt);

        Assert.Equal("late", Output<string>(Run(session, 30, new TimerFired(timer.Id))));
    }

    [Fact]
    public void An_event_in_time_cancels_the_timer()
    {
        static Task<string> Code(TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("Go", TimeSpan.FromSeconds(30));

        using var session = Open(Code);
        var first = Run(session, 0, new ExecutionStarted());
        var second = Run(session, 1, Raised("Go", "in time"));

        Assert.Equal("in time", Output<string>(second));
        Assert.Empty(session.Pending);
        Replay(Code, first, second);
    }

    [Fact]
    public void A_timer_that_fires_after_its_cancellation_is_ignored()
    {
        using var session = Open(async context =>
        {
            using CancellationTokenSource cancelled = new();
            var timer = context.CreateTimer(TimeSpan.FromSeconds(1), cancelled.Token);
            await context.WaitForExternalEvent<int>("Go");
            cancelled.Cancel();
            await context.WaitForExternalEvent<int>("Go");
            return timer.IsCanceled;
        });

        Run(session, 0, new ExecutionStarted());
        Run(session, 1, Raised("Go", 1), new TimerFired(0));

        Assert.True(Output<bool>(Run(session, 2, Raised("Go", 2))));
    }

    [Fact]
    public void Events_of_one_name_have_one_type()
    {
        using var session = Open(async context =>
        {
            _ = context.WaitForExternalEvent<string>("Go");
            return await context.WaitForExternalEvent<int>("Go");
        });

        Assert.Equal(typeof(ArgumentException).FullName, End(Run(session, 0, new ExecutionStarted())).Failure!.ErrorType);
    }

    [Fact]
    public void A_paused_instance_gets_nothing_until_it_goes_on()
    {
        static async Task<string> Code(TaskOrchestrationContext context)
        {
            var result = await context.CallActivityAsync<string>("One");
            return result + await context.WaitForExternalEvent<string>("Go");
        }

        using var session = Open(Code);
        var first = Run(session, 0, new ExecutionStarted());
        var second = Run(session, 1, new ExecutionSuspended("lunch"), Completed(0, "a"));
        Assert.Empty(second.Commands);
        Assert.True(session.IsSuspended);
        Assert.False(session.IsPending(0));
        var third = Run(session, 2, Raised("Go", "b"));
        Assert.Empty(third.Commands);
        var last = Run(session, 3, new ExecutionResumed("back"));

        Assert.Equal("ab", Output<string>(last));
        Replay(Code, first, second, third, last);
    }

    [Fact]
    public void A_termination_wins_even_over_a_pause()
    {
        using var session = Open(async context => await context.CallActivityAsync<int>("One"));
        Run(session, 0, new ExecutionStarted());
        Run(session, 1, new ExecutionSuspended(Reason: null));

        var end = End(Run(session, 2, new ExecutionTerminated("\"enough\"", Recursive: false), Completed(0, 1)));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.Status);
        Assert.Equal("\"enough\"", end.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_beginning_takes_unprocessed_events_along_if_asked_to(bool keep)
    {
        using var session = Open(async context =>
        {
            await context.CallActivityAsync<int>("One");
            context.ContinueAsNew(new[] { 1, 2 }, keep);
            return 0;
        });
        Run(session, 0, new ExecutionStarted());

        var restart = Assert.IsType<Restart>(Run(session, 1, Raised("A", 1), Raised("B", 2), Completed(0, 1)).Commands[^1]);

        Assert.Equal("[1,2]", restart.Input);
        Assert.Equal(keep ? ["A", "B"] : [], restart.Events.Select(item => item.Name));
    }
}
