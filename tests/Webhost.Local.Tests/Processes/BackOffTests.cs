using Webhost.Local.Processes;

namespace Webhost.Local.Tests.Processes;

public sealed class BackOffTests
{
    [Fact]
    public void Pauses_double_up_to_half_a_minute()
    {
        var backOff = new BackOff();

        var pauses = Enumerable.Range(0, 9).Select(_ => backOff.Next(TimeSpan.FromSeconds(1)).TotalSeconds);

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], pauses);
    }

    [Fact]
    public void A_child_that_has_held_for_a_minute_starts_anew_at_once()
    {
        var backOff = new BackOff();
        backOff.Next(TimeSpan.Zero);
        backOff.Next(TimeSpan.Zero);

        Assert.Equal(0.5, backOff.Next(TimeSpan.FromMinutes(1)).TotalSeconds);
        Assert.Equal(1, backOff.Next(TimeSpan.Zero).TotalSeconds);
    }
}
