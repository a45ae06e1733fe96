using Webhost.Cli.Tests.Support;

namespace Webhost.Cli.Tests.Secrets;

public sealed class SecretsTests : CliTest
{
    private const string Value = "sk-canary-42";

    [Fact]
    public async Task A_value_comes_from_standard_input_without_the_line_s_end()
    {
        var outcome = await Cli.RunAsync(["secrets", "set", "API_KEY", "--agent", "agt_1"], Value + "\n");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(Value, Api.Agents.Secrets["agt_1/API_KEY"]);
        Assert.Contains("next deployment", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_running_deployment_does_not_declare_is_said_to_be_given_to_nobody()
    {
        Api.Agents.Undeclared.Add("API_KEY");

        var set = await Cli.RunAsync(["secrets", "set", "API_KEY", "--agent", "agt_1"], Value);
        var list = await Cli.RunAsync("secrets", "list", "agt_1");

        Assert.Equal(0, set.ExitCode);
        Assert.Contains("does not declare API_KEY", set.Error, StringComparison.Ordinal);
        Assert.Contains("env.optionalKeys", set.Error, StringComparison.Ordinal);
        Assert.Contains("not declared", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_types_the_value_unseen()
    {
        Cli.Person = true;
        Cli.Typed = Value;

        await Cli.RunAsync("secrets", "set", "API_KEY", "--agent", "agt_1");

        Assert.Equal(Value, Api.Agents.Secrets["agt_1/API_KEY"]);
    }

    [Theory]
    [InlineData("API_KEY", Value)]
    [InlineData("API_KEY=" + Value, null)]
    public async Task A_value_as_an_argument_is_refused_with_the_reason_and_not_repeated(string key, string? value)
    {
        string[] arguments = value is null ? ["secrets", "set", key] : ["secrets", "set", key, value];

        var outcome = await Cli.RunAsync([.. arguments, "--agent", "agt_1"]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("process lists", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Agents.Secrets);
    }

    [Fact]
    public async Task An_empty_value_is_refused()
    {
        Assert.Equal(2, (await Cli.RunAsync(["secrets", "set", "API_KEY", "--agent", "agt_1"], "\n")).ExitCode);
    }

    [Fact]
    public async Task Secrets_are_listed_by_name_and_removed()
    {
        Api.Agents.Secrets["agt_1/API_KEY"] = Value;

        var list = await Cli.RunAsync("secrets", "list", "agt_1");
        var removed = await Cli.RunAsync("secrets", "rm", "API_KEY", "--agent", "agt_1");
        var again = await Cli.RunAsync("secrets", "rm", "API_KEY", "--agent", "agt_1");

        Assert.Contains("API_KEY", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, list.Output, StringComparison.Ordinal);
        Assert.Equal((0, 4), (removed.ExitCode, again.ExitCode));
    }
}
