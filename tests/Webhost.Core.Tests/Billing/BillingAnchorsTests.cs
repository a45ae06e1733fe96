using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Billing;

public sealed class BillingAnchorsTests
{
    [Theory]
    [InlineData("2026-11-24T09:41:17Z", 24, "2026-11-24T09:41:17Z")]
    [InlineData("2026-11-24T09:41:17Z", null, "2026-11-24T09:41:17Z")]
    [InlineData("2026-11-24T09:41:17Z", 0, "2026-11-24T09:41:17Z")]
    [InlineData("2026-11-24T09:41:17Z", 1, "2026-11-01T09:41:17Z")]
    [InlineData("2026-11-24T09:41:17Z", 30, "2026-10-30T09:41:17Z")]
    [InlineData("2026-03-05T23:00:00Z", 31, "2026-01-31T23:00:00Z")]
    [InlineData("2026-01-31T00:00:00Z", 31, "2026-01-31T00:00:00Z")]
    [InlineData("2026-11-24T23:30:00-05:00", 25, "2026-11-25T04:30:00Z")]
    public void Periods_turn_on_the_day_of_renewal_at_the_time_of_the_start(string start, int? day, string anchor)
    {
        var facts = Said.At(0) with { CreatedAt = DateTimeOffset.Parse(start), BillingDay = day };

        Assert.Equal(DateTimeOffset.Parse(anchor), BillingAnchors.Of(facts));
        Assert.Equal(TimeSpan.Zero, BillingAnchors.Of(facts).Offset);
    }

    [Fact]
    public void They_go_by_it_since_the_hour_of_the_start_however_long_the_trial_is_and_when_the_day_is_moved_the_period_of_then_goes_on()
    {
        var trial = Said.At(0, SubscriptionStatus.OnTrial) with { BillingDay = 5 };
        var moved = Said.At(24 * 40) with { BillingDay = 11 };

        Assert.Equal(At("2026-11-24T09:00:00Z"), BillingAnchors.SinceOf(Said.Record(trial, trial with { Status = SubscriptionStatus.Active, UpdatedAt = At("2026-12-05T09:41:17Z") })));
        Assert.Equal(At("2026-12-24T10:00:00Z"), BillingAnchors.SinceOf(Said.Record(Said.At(0), Said.At(24 * 30), moved)));
        Assert.Equal(
            new BillingPeriod("2026-12-24", At("2026-12-24T10:00:00Z"), At("2027-01-11T10:00:00Z")),
            BillingPeriod.Of(moved.UpdatedAt, BillingAnchors.Of(moved), BillingAnchors.SinceOf(Said.Record(Said.At(0), moved))));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
