using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

public sealed class BillingAnchorsTests
{
    [Theory]
    [InlineData("2026-11-24T09:41:17Z", 24, "2026-11-24T09:00:00Z")]
    [InlineData("2026-11-24T09:41:17Z", null, "2026-11-24T09:00:00Z")]
    [InlineData("2026-11-24T09:41:17Z", 0, "2026-11-24T09:00:00Z")]
    [InlineData("2026-11-24T09:41:17Z", 1, "2026-11-01T09:00:00Z")]
    [InlineData("2026-11-24T09:41:17Z", 30, "2026-10-30T09:00:00Z")]
    [InlineData("2026-03-05T23:00:00Z", 31, "2026-01-31T23:00:00Z")]
    [InlineData("2026-01-31T00:00:00Z", 31, "2026-01-31T00:00:00Z")]
    [InlineData("2026-11-24T23:30:00-05:00", 25, "2026-11-25T04:00:00Z")]
    public void Periods_turn_on_the_day_of_renewal_at_the_hour_of_the_start(string start, int? day, string anchor)
    {
        var facts = Said.At(0) with { CreatedAt = DateTimeOffset.Parse(start), BillingDay = day };

        Assert.Equal(DateTimeOffset.Parse(anchor), BillingAnchors.Of(facts));
        Assert.Equal(TimeSpan.Zero, BillingAnchors.Of(facts).Offset);
    }
}
