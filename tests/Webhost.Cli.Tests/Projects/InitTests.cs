using Webhost.Cli.Projects;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Projects;

public sealed class InitTests : CliTest
{
    public static TheoryData<string> AllTemplates() => [.. Templates.Names];

    [Theory]
    [MemberData(nameof(AllTemplates))]
    public async Task Each_template_is_written_and_can_be_deployed_as_it_is(string template)
    {
        var outcome = await Cli.RunAsync("init", "my-agent", "--template", template);
        var deployed = await Cli.RunAsync("deploy", "my-agent", "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(0, deployed.ExitCode);
        Assert.Equal("my-agent", Manifest.Read(Cli.Project.At("my-agent")).Name);
        Assert.Equal("my-agent", Assert.Single(Api.Agents.All.Values).Name);
        Assert.True(File.Exists(Cli.Project.At("my-agent/README.md")));
    }

    [Fact]
    public async Task Typescript_templates_bring_the_types_of_the_agent_contract()
    {
        await Cli.RunAsync("init", "notes", "--template", "session-notes");

        Assert.Contains("export interface Context", File.ReadAllText(Cli.Project.At("notes/webhost.d.ts")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_when_one_file_exists()
    {
        Cli.Project.With("src/index.js", "mine");

        var outcome = await Cli.RunAsync("init", "--json");

        Assert.Equal(5, outcome.ExitCode);
        Assert.Equal(ErrorCode.Conflict, outcome.Envelope().Code);
        Assert.Equal("src/index.js", Assert.Single(outcome.Envelope().Problems!).Path);
        Assert.Equal("mine", File.ReadAllText(Cli.Project.At("src/index.js")));
        Assert.False(File.Exists(Cli.Project.At("agent.config.json")));
    }

    [Fact]
    public async Task An_unknown_template_is_a_usage_error_that_lists_the_known()
    {
        var outcome = await Cli.RunAsync("init", "--template", "nothing");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("session-notes", outcome.Error, StringComparison.Ordinal);
    }
}
