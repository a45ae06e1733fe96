using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

public sealed class SessionUsersTests
{
    private const string Whole = "         0          0 4294967295\n";
    private const string Few = "         0     100000      65536\n";

    [Fact]
    public void Two_processes_never_share_a_range_of_a_whole_machine()
    {
        Assert.Equal(500, SessionUsers.FindStart(Whole, 4_194_303) - SessionUsers.FindStart(Whole, 4_194_302));
        Assert.True(SessionUsers.FindStart(Whole, 4_194_303) > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4_194_303)]
    public void In_a_container_with_few_users_the_range_lies_within_them(int process) => Assert.InRange(SessionUsers.FindStart(Few, process)!.Value, 10_000, 65_536 - 500);

    [Theory]
    [InlineData("         0       1000          1\n")]
    [InlineData("      1000       1000          1\n")]
    [InlineData("")]
    public void A_container_with_its_own_user_alone_has_none(string map) => Assert.Null(SessionUsers.FindStart(map, 7));

    [Fact]
    public void A_user_that_is_taken_is_nobody_elses()
    {
        var (first, second) = (SessionUsers.Take(), SessionUsers.Take());

        SessionUsers.Return(first);
        SessionUsers.Return(second);

        Assert.NotEqual(first, second);
    }
}
