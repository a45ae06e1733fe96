using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Tests.Replay;

public sealed class DeterminismTests : SessionTest
{
    [Fact]
    public void A_replay_of_all_turns_asks_for_the_same()
    {
        static async Task<string> Code(TaskOrchestrationContext context)
        {
            var one = await context.CallActivityAsync<string>("One");
            var both = await Task.WhenAll(context.CallActivityAsync<string>("Two", one), context.CallActivityAsync<string>("Three", one));
            return string.Concat(both);
        }

        using var session = Open(Code);
        var first = Run(session, 0, new ExecutionStarted());
        var second = Run(session, 1, Completed(0, "a"));
        var third = Run(session, 2, Completed(2, "c"));
        var last = Run(session, 3, Completed(1, "b"));

        Assert.Equal("bc", Output<string>(last));
        Assert.Empty(third.Commands);
        Assert.Equal(["One", "Two", "Three"], first.Commands.Concat(second.Commands).Cast<CallActivity>().Select(call => call.Name));
        Replay(Code, first, second, third, last);
    }

    [Fact]
    public void Time_and_ids_are_the_same_in_a_replay()
    {
        List<(DateTime Time, Guid One, Guid Two)> seen = [];
        async Task<int> Code(TaskOrchestrationContext context)
        {
            seen.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
            await context.CallActivityAsync<int>("One");
            seen.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
            return 0;
        }

        using var session = Open(Code);
        var first = Run(session, 0, new ExecutionStarted());
        var second = Run(session, 7, Completed(0, 1));
        Replay(Code, first, second);

        Assert.Equal(seen[0], seen[2]);
        Assert.Equal(seen[1], seen[3]);
        Assert.Equal(4, seen.Take(2).SelectMany(item => new[] { item.One, item.Two }).Distinct().Count());
        Assert.Equal(Start.AddSeconds(7).UtcDateTime, seen[1].Time);
        Assert.Equal(DateTimeKind.Utc, seen[1].Time.Kind);
    }

    [Fact]
    public void Time_never_goes_back()
    {
        List<DateTime> seen = [];
        using var session = Open(async context =>
        {
            seen.Add(context.CurrentUtcDateTime);
            await context.CallActivityAsync<int>("One");
            seen.Add(context.CurrentUtcDateTime);
            return 0;
        });

        Run(session, 10, new ExecutionStarted());
        var last = Run(session, 5, Completed(0, 1));

        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(Start.AddSeconds(10), last.Time);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("kind")]
    [InlineData("more")]
    [InlineData("less")]
    [InlineData("ended")]
    public void Other_commands_than_in_the_history_are_refused_and_named(string change)
    {
        static async Task<int> Before(TaskOrchestrationContext context)
        {
            await context.CallActivityAsync<int>("One");
            return 1;
        }

        async Task<int> After(TaskOrchestrationContext context)
        {
            switch (change)
            {
                case "name":
                    await context.CallActivityAsync<int>("Other");
                    break;
                case "kind":
                    await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                    break;
                case "more":
                    await Task.WhenAll(context.CallActivityAsync<int>("One"), context.CallActivityAsync<int>("Two"));
                    break;
                case "less":
                    await context.WaitForExternalEvent<int>("One");
                    break;
                default:
                    break;
            }

            return 1;
        }

        using var session = Open(Before);
        var turn = Run(session, 0, new ExecutionStarted());

        var exception = Assert.Throws<NonDeterministicOrchestrationException>(() => Replay(After, turn));

        Assert.Contains("Non-deterministic orchestrator 'Test'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(change == "more" ? "#1 call of activity 'Two'" : "#0 call of activity 'One'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_of_something_never_asked_for_is_refused()
    {
        using var session = Open(async context => await context.WaitForExternalEvent<int>("Go"));
        Run(session, 0, new ExecutionStarted());

        var end = End(Run(session, 1, Completed(5, 1)));

        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, end.Failure!.ErrorType);
    }

    [Fact]
    public void Loggers_and_the_flag_tell_replays_apart()
    {
        List<string> written = [];
        using CollectingLoggers loggers = new(written);
        List<bool> replaying = [];
        async Task<int> Code(TaskOrchestrationContext context)
        {
            var logger = context.CreateReplaySafeLogger("test");
            WriteLine(logger, "before");
            replaying.Add(context.IsReplaying);
            await context.CallActivityAsync<int>("One");
            WriteLine(logger, "after");
            replaying.Add(context.IsReplaying);
            return 0;
        }

        using var session = Open(Code, loggers: loggers);
        var first = Run(session, 0, new ExecutionStarted());
        using var again = Open(Code, loggers: loggers);
        again.Replay(first);
        Run(again, 1, Completed(0, 1));

        Assert.Equal(["before", "after"], written);
        Assert.Equal([false, true, false], replaying);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    [InlineData("configure")]
    [InlineData("never")]
    public async Task Awaiting_something_foreign_fails_the_orchestration_and_says_why(string kind)
    {
        TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // What is foreign must still be under way when it is awaited: a task that has ended by then is no wait at all.
        TaskCompletionSource awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Microsoft.DurableTask.Worker.Replay.OrchestrationSession session = new(
            new("instance", "Test"),
            async (context, _) =>
            {
                var pending = context.CallActivityAsync<int>("One");
                switch (kind)
                {
                    case "delay":
                        await Task.WhenAll(awaited.Task, Task.Delay(1));
                        break;
                    case "run":
                        await Task.Run(() => awaited.Task);
                        break;
                    case "configure":
                        await pending.ConfigureAwait(false);
                        context.SetCustomStatus("foreign");
                        break;
                    default:
                        await pending;
                        await new TaskCompletionSource().Task;
                        break;
                }

                return await pending;
            },
            Converters.JsonDataConverter.Default,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            () => woken.TrySetResult());

        var first = Run(session, 0, new ExecutionStarted());
        awaited.SetResult();
        if (kind is "configure" or "never")
            first = Run(session, 1, Completed(0, 1));
        if (kind != "never" && first.Commands is not [.., Complete])
        {
            await woken.Task.WaitAsync(TimeSpan.FromSeconds(10));
            first = Run(session, 2);
        }

        var end = End(first);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.Status);
        Assert.Contains("awaited something that does not come from its context", end.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_context_is_of_use_on_its_own_thread_only()
    {
        TaskOrchestrationContext? kept = null;
        using var session = Open(async context =>
        {
            kept = context;
            return await context.WaitForExternalEvent<int>("Go");
        });
        Run(session, 0, new ExecutionStarted());

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.CallActivityAsync<int>("One"));
    }

    private static void WriteLine(ILogger logger, string text) => logger.Log(LogLevel.Information, default, text, exception: null, static (state, _) => state);

    private sealed class CollectingLoggers(List<string> written) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
            // Holds nothing.
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            written.Add(formatter(state, exception));
    }
}
