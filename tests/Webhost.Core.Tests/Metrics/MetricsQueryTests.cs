using Webhost.Core.Metrics;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Metrics;

public sealed class MetricsQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 14, 35, 10, TimeSpan.Zero);

    [Fact]
    public void Without_anything_it_is_the_last_day_by_the_hour()
    {
        var query = MetricsQuery.Of(null, null, null, null, Now).Value;

        Assert.Equal((new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero), Now, TimeSpan.FromHours(1), null), (query.From, query.To, query.Step, query.DeploymentId));
    }

    [Theory]
    [InlineData("2026-11-23T13:00:00Z", null, null, 60)]
    [InlineData("2026-11-20T13:00:00Z", null, null, 3600)]
    [InlineData("2026-10-20T13:00:00Z", null, null, 86400)]
    [InlineData("2026-11-23T13:07:00Z", null, "15m", 900)]
    [InlineData("2026-11-23T13:07:00Z", null, "900", 900)]
    [InlineData("2026-11-23T13:07:00Z", null, "900s", 900)]
    [InlineData("2026-11-20", null, "6h", 21600)]
    [InlineData("2026-11-20", "2026-11-21T00:00:00+02:00", "1d", 86400)]
    public void A_window_has_a_fitting_step_unless_one_is_named(string from, string? to, string? step, int seconds)
    {
        var query = MetricsQuery.Of(from, to, step, "dep", Now).Value;

        Assert.Equal(seconds, query.Step.TotalSeconds);
        Assert.Equal(0, query.From.UtcTicks % query.Step.Ticks);
        Assert.Equal("dep", query.DeploymentId);
    }

    [Theory]
    [InlineData("yesterday", null, null, "from")]
    [InlineData("11/23/2026", null, null, "from")]
    [InlineData("2026-11-23T13:00", "23.11.2026", null, "to")]
    [InlineData(null, "11.3", null, "to")]
    [InlineData(null, "soon", null, "to")]
    [InlineData(null, "0001-01-01T00:00:00Z", null, "to")]
    [InlineData("9999-12-31", "9999-12-31T23:59:59Z", null, "to")]
    [InlineData("2026-11-23T14:35:10Z", null, null, "from")]
    [InlineData("2026-11-24", null, null, "from")]
    [InlineData("2026-01-01", null, null, "from")]
    [InlineData("2026-11-20", null, "1m", "step")]
    [InlineData(null, null, "7m", "step")]
    [InlineData(null, null, "m", "step")]
    [InlineData(null, null, "-1h", "step")]
    [InlineData(null, null, "99999999999h", "step")]
    public void What_makes_no_sense_is_named(string? from, string? to, string? step, string path)
    {
        var failure = Assert.IsType<Failure.Invalid>(MetricsQuery.Of(from, to, step, null, Now).Failure);

        Assert.Contains(failure.Problems, problem => problem.Path == path);
    }
}
