using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Limits;
using Webhost.Core.Telemetry;

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
        from second in Gen.Elements(0, 0, 1, 1_799, 3_599)
        select (DateTimeOffset?)new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day).AddHours(hour).AddSeconds(second));

    // Bought now or after a trial of some days, which renews at its end.
    private static readonly Gen<(DateTimeOffset Bought, DateTimeOffset Anchor)> Purchases =
        from day in Gen.Choose(0, 20_000)
        from second in Gen.Choose(0, 86_399)
        from trial in Gen.Elements(0, 0, 1, 7, 14)
        let bought = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day).AddSeconds(second)
        select (bought, bought.AddDays(trial));

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
    public void A_turn_lies_at_the_first_whole_hour_that_is_not_before_the_anchors_time_at_its_day_or_the_months_last() => Check((time, anchor) =>
    {
        var start = BillingPeriod.Of(time, anchor).Start;
        var (day, hour) = (anchor?.Day ?? 1, anchor?.TimeOfDay ?? TimeSpan.Zero);
        var renewed = start.AddTicks(hour.Ticks % TimeSpan.TicksPerHour is > 0 and var past ? past - TimeSpan.TicksPerHour : 0);
        return start.Ticks % TimeSpan.TicksPerHour == 0 && renewed.TimeOfDay == hour && (renewed.Day == day || (renewed.Day < day && renewed.AddDays(1).Day == 1));
    });

    [Fact]
    public void What_one_payment_is_for_lies_in_one_period_but_for_the_rest_of_an_hour_and_its_quota_is_not_had_twice() => Prop.ForAll(Arb.From(Purchases), purchase =>
    {
        var (bought, anchor) = purchase;
        var since = MetricHour.Floor(bought);
        BillingPeriod Of(DateTimeOffset time) => BillingPeriod.Of(time, anchor, since);
        var (first, renewals) = (Of(bought), Enumerable.Range(bought == anchor ? 1 : 0, 6).Select(anchor.AddMonths).ToArray());

        // Nothing from before the purchase but the rest of its hour, and no turn before the money is due.
        return first.Start == since && first.End >= renewals[0] && first.End - renewals[0] < TimeSpan.FromHours(1)
            && Of(since.AddTicks(-1)).End == since && Of(since.AddTicks(-1)).Key == since.AddTicks(-1).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)
            && renewals.Zip(renewals.Skip(1)).All(paid => Of(paid.Second.AddTicks(-1)) is var period && Of(period.Start) == period && Of(period.End.AddTicks(-1)) == period
                && period.Start >= paid.First && period.Start - paid.First < TimeSpan.FromHours(1) && Of(period.Start.AddTicks(-1)).End == period.Start && period.Key != first.Key);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

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
    [InlineData("2026-12-01T00:00:00Z", "2026-10-31T23:50:00Z", "2026-12-01", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-11-30T23:59:59Z", "2026-10-31T23:50:00Z", "2026-11-01", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("9999-12-31T23:00:00Z", null, "9999-12", "9999-12-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "2026-01-31T09:00:00Z", "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-31T09:00:00Z")]
    public void Periods_by_example(string time, string? anchor, string key, string start, string end) => Assert.Equal(
        new BillingPeriod(key, At(start), At(end)),
        BillingPeriod.Of(At(time), anchor is null ? null : At(anchor)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static void Check(Func<DateTimeOffset, DateTimeOffset?, bool> holds) =>
        Prop.ForAll(Arb.From(Times), Arb.From(Anchors), (time, anchor) => holds(time, anchor)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
