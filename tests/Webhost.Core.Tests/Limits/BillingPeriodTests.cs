using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

public sealed class BillingPeriodTests
{
    private static readonly Gen<DateTimeOffset> Times =
        from second in Gen.Choose(0, int.MaxValue)
        from millisecond in Gen.Choose(0, 999)
        select new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second).AddMilliseconds(millisecond);

    private static readonly Gen<DateTimeOffset?> Anchors = Gen.OneOf(
        Gen.Constant<DateTimeOffset?>(null),
        from day in Gen.Choose(0, 20_000)
        from hour in Gen.Choose(0, 23)
        select (DateTimeOffset?)new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day).AddHours(hour));

    [Fact]
    public void A_time_lies_in_its_period() => Check((time, anchor) => BillingPeriod.Of(time, anchor).Contains(time));

    [Fact]
    public void Periods_follow_each_other_without_a_gap_or_an_overlap() => Check((time, anchor) =>
    {
        var period = BillingPeriod.Of(time, anchor);
        var (next, previous) = (BillingPeriod.Of(period.End, anchor), BillingPeriod.Of(period.Start.AddTicks(-1), anchor));
        return next.Start == period.End && previous.End == period.Start && BillingPeriod.Of(period.Start, anchor) == period && BillingPeriod.Of(period.End.AddTicks(-1), anchor) == period
            && string.CompareOrdinal(previous.Key, period.Key) < 0 && string.CompareOrdinal(period.Key, next.Key) < 0;
    });

    [Fact]
    public void A_turn_lies_at_the_anchors_hour_and_at_its_day_or_the_months_last() => Check((time, anchor) =>
    {
        var start = BillingPeriod.Of(time, anchor).Start;
        var (day, hour) = (anchor?.Day ?? 1, anchor?.Hour ?? 0);
        return start.Hour == hour && start.TimeOfDay == TimeSpan.FromHours(hour) && (start.Day == day || (start.Day < day && start.AddDays(1).Day == 1));
    });

    [Fact]
    public void A_period_has_the_length_of_a_month() => Check((time, anchor) =>
        BillingPeriod.Of(time, anchor) is var period && (period.End - period.Start).TotalDays is >= 28 and <= 31);

    [Theory]
    [InlineData("2026-11-30T23:59:59.999Z", null, "2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", null, "2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-12-01T00:30:00+01:00", null, "2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("2026-11-17T08:59:59Z", "2026-03-17T09:00:00Z", "2026-10-17", "2026-10-17T09:00:00Z", "2026-11-17T09:00:00Z")]
    [InlineData("2026-11-17T09:00:00Z", "2026-03-17T09:00:00Z", "2026-11-17", "2026-11-17T09:00:00Z", "2026-12-17T09:00:00Z")]
    [InlineData("2027-02-28T00:00:00Z", "2026-01-31T00:00:00Z", "2027-02-28", "2027-02-28T00:00:00Z", "2027-03-31T00:00:00Z")]
    [InlineData("2028-02-29T00:00:00Z", "2026-01-31T00:00:00Z", "2028-02-29", "2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z")]
    [InlineData("2026-04-30T12:00:00Z", "2026-01-31T00:00:00Z", "2026-04-30", "2026-04-30T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData("9999-12-31T23:00:00Z", null, "9999-12", "9999-12-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "2026-01-31T09:00:00Z", "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-31T09:00:00Z")]
    public void Periods_by_example(string time, string? anchor, string key, string start, string end) => Assert.Equal(
        new BillingPeriod(key, At(start), At(end)),
        BillingPeriod.Of(At(time), anchor is null ? null : At(anchor)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static void Check(Func<DateTimeOffset, DateTimeOffset?, bool> holds) =>
        Prop.ForAll(Arb.From(Times), Arb.From(Anchors), (time, anchor) => holds(time, anchor)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
