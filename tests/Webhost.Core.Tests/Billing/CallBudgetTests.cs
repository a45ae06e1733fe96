using Webhost.Core.Billing;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Billing;

public sealed class CallBudgetTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public void No_minute_holds_more_calls_than_the_budget()
    {
        var budget = new CallBudget(300, clock);
        var calls = new List<DateTimeOffset>();
        for (var second = 0; second < 240; second++)
        {
            while (budget.Take(TimeSpan.Zero) is not null)
            {
                calls.Add(clock.GetUtcNow());
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(calls, call => Assert.True(calls.Count(other => other >= call && other < call.AddMinutes(1)) <= 300));
        Assert.True(calls.Count > 240 * 3, $"only {calls.Count} calls in four minutes");
    }

    [Fact]
    public async Task Who_has_no_turn_waits_for_it_and_too_long_a_wait_is_refused()
    {
        var budget = new CallBudget(60, clock);
        while (budget.Take(TimeSpan.Zero) is not null)
        {
        }

        var waiting = budget.WaitAsync(TimeSpan.FromSeconds(30), default).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.False(await budget.WaitAsync(TimeSpan.FromMilliseconds(10), default));

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await waiting);
    }
}
