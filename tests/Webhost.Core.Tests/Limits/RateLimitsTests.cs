using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

public sealed class RateLimitsTests
{
    private readonly FakeClock clock = new();
    private readonly RateLimits limits;

    public RateLimitsTests() => limits = new RateLimits(clock);

    [Fact]
    public void A_second_worth_of_requests_is_let_in_at_once_and_then_one_after_the_other()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 5, RequestsPerSecondPerUser = 100 });
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => limits.Refuse(caller, "agt_1") is null));

        var refused = Assert.IsType<Failure.RateLimited>(limits.Refuse(caller, "agt_1"));
        Assert.Equal(TimeSpan.FromMilliseconds(200), refused.RetryAfter);
        clock.Advance(refused.RetryAfter);

        Assert.Null(limits.Refuse(caller, "agt_1"));
        Assert.NotNull(limits.Refuse(caller, "agt_1"));
    }

    [Fact]
    public void Whoever_waits_as_long_as_told_is_let_in()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 7, RequestsPerSecondPerUser = 100 });
        for (var number = 0; number < 1_000; number++)
        {
            if (limits.Refuse(caller, "agt_1") is Failure.RateLimited refused)
            {
                clock.Advance(refused.RetryAfter);
                Assert.Null(limits.Refuse(caller, "agt_1"));
            }
        }
    }

    [Fact]
    public void All_agents_of_a_user_share_the_users_rate()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 5, RequestsPerSecondPerUser = 8 });

        var admitted = Enumerable.Range(0, 40).Count(number => limits.Refuse(caller, $"agt_{number % 4}") is null);

        Assert.Equal(8, admitted);
    }

    [Fact]
    public void A_request_that_the_users_rate_refuses_takes_nothing_from_the_agents()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 2, RequestsPerSecondPerUser = 1 });
        Assert.Null(limits.Refuse(caller, "agt_1"));
        for (var number = 0; number < 10; number++)
        {
            Assert.NotNull(limits.Refuse(caller, "agt_1"));
        }

        var richer = caller with { Plan = caller.Plan with { RequestsPerSecondPerUser = 100 } };
        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Null(limits.Refuse(richer, "agt_1"));
    }

    [Fact]
    public void A_caller_is_told_of_the_bucket_that_is_emptied_first()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 5, RequestsPerSecondPerUser = 6 });

        Assert.Null(limits.Refuse(caller, "agt_1", out var first));
        Assert.Null(limits.Refuse(caller, "agt_2", out var second));
        for (var number = 0; number < 4; number++)
        {
            Assert.Null(limits.Refuse(caller, "agt_2"));
        }

        Assert.Equal(new LimitStanding(5, 4, TimeSpan.FromMilliseconds(200)), first);
        Assert.Equal((5L, 4L), (second.Limit, second.Remaining));
        var refused = Assert.IsType<Failure.RateLimited>(limits.Refuse(caller, "agt_2"));
        Assert.Equal((5L, 0L), (refused.Standing!.Value.Limit, refused.Standing.Value.Remaining));
        Assert.Equal(0, limits.Look(caller.User.UserId, 6).Remaining);
        Assert.Equal(4, limits.Look("agt_1", 5).Remaining);
        Assert.Equal(5, limits.Look("agt_3", 5).Remaining);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new LimitStanding(6, 6, TimeSpan.Zero), limits.Look(caller.User.UserId, 6));
    }

    [Fact]
    public async Task Callers_at_once_get_no_more_than_one_after_the_other()
    {
        var caller = Some.Caller(Some.Plan with { RequestsPerSecondPerAgent = 50, RequestsPerSecondPerUser = 100 });

        var admitted = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => limits.Refuse(caller, "agt_1") is null)));

        Assert.Equal(50, admitted.Count(let => let));
    }
}
