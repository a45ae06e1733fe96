using Microsoft.Azure.Functions.Worker.Schedules;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Tests.Timers;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:05:00")]
    [InlineData("0 */5 * * * *", "2026-01-01T00:04:59.9999999", "2026-01-01T00:05:00")]
    [InlineData("0 */5 * * * *", "2026-12-31T23:55:00", "2027-01-01T00:00:00")]
    [InlineData("30 0 9-17 * * Mon-Fri", "2026-08-14T17:00:30", "2026-08-17T09:00:30")]
    [InlineData("* * * * * *", "2026-01-01T00:00:00.5", "2026-01-01T00:00:01")]
    [InlineData("*/20 * * * * *", "2026-01-01T00:00:40", "2026-01-01T00:01:00")]
    [InlineData("0 0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 0 29 2 sunday", "2026-01-01T00:00:00", "2032-02-29T00:00:00")]
    [InlineData("0 0 0 13 * Fri", "2026-03-14T00:00:00", "2026-11-13T00:00:00")]
    [InlineData("0 0 0 1 Jan,jul ?", "2026-02-01T00:00:00", "2026-07-01T00:00:00")]
    [InlineData("0 15/20 * * * *", "2026-01-01T00:35:00", "2026-01-01T00:55:00")]
    [InlineData("0 1-10/4,50 * * * *", "2026-01-01T00:09:00", "2026-01-01T00:50:00")]
    [InlineData("0 0 0 31 * *", "2026-01-31T00:00:00", "2026-03-31T00:00:00")]
    [InlineData("15 9 * * *", "2026-01-01T09:15:00", "2026-01-02T09:15:00")]
    [InlineData("00:10:00", "2026-01-01T00:03:00", "2026-01-01T00:13:00")]
    [InlineData("1.00:00:00", "2026-01-01T00:03:00", "2026-01-02T00:03:00")]
    public void The_next_time_is_the_first_one_after(string expression, string after, string expected) => Assert.Equal(
        Time(expected), TimerSchedule.Parse(expression).NextAfter(Time(after)));

    [Theory]
    [InlineData("0 0 2 * * *", "2026-03-29T00:30:00", "2026-03-29T02:00:00")]
    [InlineData("0 0 1 * * *", "2026-10-25T00:30:00", "2026-10-25T01:00:00")]
    public void Days_on_which_clocks_change_somewhere_are_days_like_any_other(string expression, string after, string expected)
    {
        TimerSchedule schedule = TimerSchedule.Parse(expression);

        DateTimeOffset next = schedule.NextAfter(Time(after).ToOffset(TimeSpan.FromHours(2)));

        Assert.Equal(Time(expected), next);
        Assert.Equal(Time(expected).AddDays(1), schedule.NextAfter(next));
    }

    [Theory]
    [InlineData("* * *", "has six fields, not 3")]
    [InlineData("60 * * * * *", "field of the seconds, 60 is not from 0 to 59")]
    [InlineData("0 a * * * *", "field of the minutes, 'a' is not a number")]
    [InlineData("0 0 5-3 * * *", "field of the hours, the range '5-3' ends before it begins")]
    [InlineData("0 0 0 0 * *", "field of the days, 0 is not from 1 to 31")]
    [InlineData("0 0 0 * 13 *", "field of the months")]
    [InlineData("0 0 0 * * 7", "field of the weekdays")]
    [InlineData("*/0 * * * * *", "'*/0' is not a step")]
    [InlineData("1-2-3 * * * * *", "'1-2-3' is not a range")]
    [InlineData("0 0 0 31 2 *", "no day with that month")]
    [InlineData("", "neither an NCRONTAB expression")]
    [InlineData("soon", "neither an NCRONTAB expression")]
    [InlineData("-00:05:00", "neither an NCRONTAB expression")]
    public void What_is_malformed_is_explained(string expression, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => TimerSchedule.Parse(expression)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("5 * * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Schedules_shorter_than_a_minute_are_known(string expression, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(expression).IsShorterThanAMinute);

    [Fact]
    public void Settings_stand_in_for_their_names()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Sweep", (string?)"0 0 * * * *"), KeyValuePair.Create("Section:Hour", (string?)"4")])
            .Build();

        Assert.Equal("0 0 * * * *", SettingReferences.Resolve("%Sweep%", configuration));
        Assert.Equal("0 0 4 * * *", SettingReferences.Resolve("0 0 %Section:Hour% * * *", configuration));
        Assert.Equal("0 0 4 * * *", SettingReferences.Resolve("0 0 %Section__Hour% * * *", configuration));
        Assert.Contains("'Missing'", Assert.Throws<FormatException>(() => SettingReferences.Resolve("%Missing%", configuration)).Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset Time(string text) => new(DateTime.SpecifyKind(DateTime.Parse(text), DateTimeKind.Utc));
}
