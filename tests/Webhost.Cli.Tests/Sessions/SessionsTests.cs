using Webhost.Cli.Shell;
using Webhost.Cli.Tests.Support;

namespace Webhost.Cli.Tests.Sessions;

public sealed class SessionsTests : CliTest
{
    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_session_that_is_no_id_is_not_asked_for_lest_its_agent_is_meant(string session)
    {
        var outcome = await Cli.RunAsync("sessions", "delete", session, "--agent", "agt_1");

        Assert.Equal(ExitCode.Usage, outcome.ExitCode);
        Assert.Empty(Api.Requests);
    }
}
