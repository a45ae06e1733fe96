using Webhost.Contracts.Logs;
using Webhost.Core.Logs;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Logs;

public sealed class LogFilterTests
{
    private static readonly LogLine Line = new()
    {
        Id = "1",
        Timestamp = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
        Level = "warn",
        Message = "Disk is nearly FULL",
        Source = "log",
        DeploymentId = "dep_1",
        TraceId = "trace",
    };

    [Theory]
    [InlineData("debug", true)]
    [InlineData("info", true)]
    [InlineData("warn", true)]
    [InlineData("error", false)]
    [InlineData("", true)]
    public void A_level_is_the_least(string level, bool wanted) => Assert.Equal(wanted, LogFilter.Of(level, null, null, null, null).Value.Accepts(Line));

    [Fact]
    public void Every_part_must_hold()
    {
        Assert.True(LogFilter.Of("info", "trace", "nearly full", "dep_1", Line.Timestamp).Value.Accepts(Line));
        Assert.False(LogFilter.Of(null, "other", null, null, null).Value.Accepts(Line));
        Assert.False(LogFilter.Of(null, null, "empty", null, null).Value.Accepts(Line));
        Assert.False(LogFilter.Of(null, null, null, "dep_2", null).Value.Accepts(Line));
        Assert.False(LogFilter.Of(null, null, null, null, Line.Timestamp.AddTicks(1)).Value.Accepts(Line));
    }

    [Fact]
    public void An_unknown_level_is_refused() => Assert.IsType<Failure.Invalid>(LogFilter.Of("WARN", null, null, null, null).Failure);

    [Fact]
    public void Ids_sort_from_the_newest_to_the_oldest_and_tell_their_time()
    {
        var (older, newer) = (LogIds.Of(Line.Timestamp, "a"), LogIds.Of(Line.Timestamp.AddTicks(1), "a"));

        Assert.True(string.CompareOrdinal(newer, older) < 0);
        Assert.Equal(Line.Timestamp, LogIds.TimeOf(older));
        Assert.Equal(older, LogIds.Of(Line.Timestamp, "a"));
        Assert.NotEqual(older, LogIds.Of(Line.Timestamp, "b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("arrived|1")]
    [InlineData("0000000000000000000-")]
    [InlineData("99999999999999999999999")]
    [InlineData("-000000000000000001-x")]
    public void What_is_no_id_has_no_time(string text) => Assert.Null(LogIds.TimeOf(text));
}
