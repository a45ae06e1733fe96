using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class SandboxClockTests
{
    private static readonly DateTimeOffset Later = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FixedTime _time = new();

    [Fact]
    public void A_clock_that_was_stopped_by_hand_stands_still_after_a_restart()
    {
        var clock = new SandboxClock(_time, SandboxClock.StoppedAt(Later, isMoving: false));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Later, clock.Now);
    }

    [Fact]
    public void A_clock_whose_move_broke_off_runs_on_from_where_it_had_come()
    {
        var clock = new SandboxClock(_time, SandboxClock.StoppedAt(Later, isMoving: true));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Later.AddHours(1), clock.Now);
    }

    [Fact]
    public void Times_are_whole_seconds()
    {
        var clock = new SandboxClock(_time, new ClockSetting());

        _time.Advance(TimeSpan.FromMilliseconds(1999));

        Assert.Equal(_time.GetUtcNow().AddMilliseconds(-999), clock.Now);
    }
}
