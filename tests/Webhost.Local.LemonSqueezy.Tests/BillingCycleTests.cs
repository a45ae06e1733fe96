using System.Globalization;
using Webhost.Local.LemonSqueezy.Billing;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class BillingCycleTests
{
    [Theory]
    [InlineData("day", "2026-12-31", 31, "2027-01-01")]
    [InlineData("week", "2026-12-28", 28, "2027-01-04")]
    [InlineData("month", "2026-12-31", 31, "2027-01-31")]
    [InlineData("month", "2027-01-31", 31, "2027-02-28")]
    [InlineData("month", "2027-02-28", 31, "2027-03-31")]
    [InlineData("month", "2028-01-30", 30, "2028-02-29")]
    [InlineData("year", "2028-02-29", 29, "2029-02-28")]
    [InlineData("year", "2031-02-28", 29, "2032-02-29")]
    public void A_period_ends_on_the_anchor_s_day_where_the_month_has_it(string interval, string start, int anchor, string end)
    {
        var next = new BillingCycle(interval).Next(At(start), anchor);

        Assert.Equal(At(end), next);
    }

    [Theory]
    [InlineData("2027-01-21", 1, "2027-02-01")]
    [InlineData("2027-01-21", 21, "2027-02-21")]
    [InlineData("2027-01-21", 31, "2027-01-31")]
    [InlineData("2027-01-31", 30, "2027-02-28")]
    public void A_day_of_the_month_comes_next(string now, int day, string expected) => Assert.Equal(At(expected), BillingCycle.NextDay(At(now), day));

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T10:30:00Z", CultureInfo.InvariantCulture);
}
