using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Tests.Deployments;

public sealed class RollbackTests : CliTest
{
    [Fact]
    public async Task After_a_roll_back_the_default_is_what_served_before_it_and_not_an_older_version()
    {
        Prepare();

        await Cli.RunAsync("rollback", "v1", "--agent", "greeter");
        var undone = await Cli.RunAsync("rollback", "--agent", "greeter", "--json");
        var again = await Cli.RunAsync("rollback", "--agent", "greeter", "--json");

        Assert.Equal((0, 4), (undone.ExitCode, undone.Json<Deployment>().Version));
        Assert.Equal((0, 1), (again.ExitCode, again.Json<Deployment>().Version));
    }

    [Fact]
    public async Task The_default_is_the_version_that_served_before()
    {
        Prepare();

        var outcome = await Cli.RunAsync("rollback", "--agent", "greeter");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("dep_2", Api.Agents.All["agt_1"].ActiveDeploymentId);
        Assert.Contains("version 2", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "dep_1")]
    [InlineData("v2", "dep_2")]
    [InlineData("dep_1", "dep_1")]
    public async Task A_version_or_an_id_may_be_named(string target, string expected)
    {
        Prepare();

        var outcome = await Cli.RunAsync("rollback", target, "--agent", "agt_1", "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(expected, outcome.Json<Deployment>().DeploymentId);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_not_found()
    {
        Prepare();

        Assert.Equal(4, (await Cli.RunAsync("rollback", "v9", "--agent", "agt_1")).ExitCode);
    }

    [Fact]
    public async Task Without_an_earlier_version_there_is_nothing_to_go_back_to()
    {
        Api.Agents.Add("fresh", Api.Deployments.Add("agt_1", 1, DeploymentStatus.Active).DeploymentId);

        Assert.Equal(5, (await Cli.RunAsync("rollback", "--agent", "fresh")).ExitCode);
    }

    [Fact]
    public async Task Deployments_are_listed_shown_and_their_logs_read()
    {
        Prepare();

        var list = await Cli.RunAsync("deployments", "list", "greeter");
        var one = await Cli.RunAsync("deployments", "get", "dep_3");
        var logs = await Cli.RunAsync("deployments", "logs", "dep_3");
        var cancelled = await Cli.RunAsync("deployments", "cancel", "dep_3");
        var scripted = await Cli.RunAsync("deployments", "cancel", "dep_3", "--json");
        var missing = await Cli.RunAsync("deployments", "get", "dep_99");

        Assert.True(list.Output.IndexOf("v4", StringComparison.Ordinal) < list.Output.IndexOf("v1", StringComparison.Ordinal));
        Assert.Contains("failed", one.Output, StringComparison.Ordinal);
        Assert.Equal("2026-11-01 08:00:00.000Z bundle    info  bundled dep_3\n", logs.Output);
        Assert.Equal((0, "dep_3 is being cancelled.\n"), (cancelled.ExitCode, cancelled.Output));
        Assert.Equal(("dep_3", 3), (scripted.Json<Deployment>().DeploymentId, scripted.Json<Deployment>().Version));
        Assert.Equal(4, missing.ExitCode);
    }

    /// <summary>Versions 1 and 2 served, 3 failed, 4 serves.</summary>
    private void Prepare()
    {
        Api.Deployments.Add("agt_1", 1, DeploymentStatus.Superseded);
        Api.Deployments.Add("agt_1", 2, DeploymentStatus.Superseded);
        Api.Deployments.Add("agt_1", 3, DeploymentStatus.Failed);
        Api.Agents.Add("greeter", Api.Deployments.Add("agt_1", 4, DeploymentStatus.Active).DeploymentId);
    }
}
