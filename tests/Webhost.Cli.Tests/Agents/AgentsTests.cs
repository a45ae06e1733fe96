using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Agents;

namespace Webhost.Cli.Tests.Agents;

public sealed class AgentsTests : CliTest
{
    [Fact]
    public async Task Names_in_wide_letters_keep_the_columns_in_line()
    {
        Api.Agents.Add("世界");
        Api.Agents.Add("four");

        var lines = (await Cli.RunAsync("agents", "list")).Output.Split('\n');

        Assert.StartsWith("世界  agt_1  ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("four  agt_2  ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_is_made_with_all_its_fields()
    {
        var outcome = await Cli.RunAsync(
            "agents", "create", "support", "--description", "Answers tickets", "--framework", "langgraph", "--runtime", "cloudflare", "--key", "A", "--key", "B", "--env", "MODE=x=y", "--json");

        var agent = outcome.Json<Agent>();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(("support", "Answers tickets", "langgraph"), (agent.Name, agent.Description, agent.Framework));
        Assert.Equal(["A", "B"], agent.EnvVarKeys);
        Assert.Equal("x=y", agent.Env["MODE"]);
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict()
    {
        Api.Agents.Add("support");

        Assert.Equal(5, (await Cli.RunAsync("agents", "create", "Support")).ExitCode);
    }

    [Fact]
    public async Task A_list_is_a_table_for_people_and_a_page_for_scripts_and_tells_where_it_goes_on()
    {
        Api.Agents.Add("one");
        Api.Agents.Add("two");
        Api.Agents.PageSize = 1;

        var people = await Cli.RunAsync("agents", "list");
        var scripts = await Cli.RunAsync("agents", "list", "--json", "--cursor", "1", "--limit", "1");

        Assert.Matches("(?m)^one +agt_1 +created +cloudflare", people.Output);
        Assert.Contains("--cursor 1", people.Error, StringComparison.Ordinal);
        Assert.Equal("two", Assert.Single(scripts.Json<Page<Agent>>().Items).Name);
        Assert.Empty(scripts.Error);
    }

    [Fact]
    public async Task Only_what_is_named_is_changed()
    {
        Api.Agents.Add("support");

        var changed = await Cli.RunAsync("agents", "update", "support", "--description", "New", "--json");
        var nothing = await Cli.RunAsync("agents", "update", "support");

        Assert.Equal(("support", "New"), (changed.Json<Agent>().Name, changed.Json<Agent>().Description));
        Assert.Equal(2, nothing.ExitCode);
    }

    [Fact]
    public async Task Deleting_wants_the_name_typed_or_yes()
    {
        Api.Agents.Add("support");

        var nobody = await Cli.RunAsync("agents", "delete", "support");
        Cli.Person = true;
        var mistyped = await Cli.RunAsync(["agents", "delete", "support"], "suport\n");
        Assert.Single(Api.Agents.All);
        var typed = await Cli.RunAsync(["agents", "delete", "support"], "support\n");

        Assert.Equal((2, 1, 0), (nobody.ExitCode, mistyped.ExitCode, typed.ExitCode));
        Assert.Empty(Api.Agents.All);
    }

    [Fact]
    public async Task Deleting_with_yes_asks_nobody()
    {
        Api.Agents.Add("support");

        var outcome = await Cli.RunAsync("agents", "delete", "support", "--yes", "--json");

        Assert.Equal("{\n  \"id\": \"agt_1\",\n  \"state\": \"deleted\"\n}\n", outcome.Output);
        Assert.Empty(Api.Agents.All);
    }

    [Theory]
    [InlineData("agents", "delete", "support", "--agent", "prod", "--yes")]
    [InlineData("logs", "support", "-a", "prod")]
    [InlineData("invoke", "support", "hello", "--agent", "prod")]
    public async Task An_agent_that_is_named_twice_is_a_usage_error(params string[] arguments)
    {
        Api.Agents.Add("support");
        Api.Agents.Add("prod");

        var outcome = await Cli.RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Name the agent once: 'support'", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task A_prompt_beside_the_option_is_no_agent()
    {
        Api.Agents.Add("support");

        Assert.Equal("You said: hello\n", (await Cli.RunAsync("invoke", "hello", "--agent", "support")).Output);
    }

    [Fact]
    public async Task An_agent_is_switched_off_and_on_shown_and_cloned()
    {
        Api.Agents.Add("support");

        var off = await Cli.RunAsync("agents", "disable", "support", "--json");
        var on = await Cli.RunAsync("agents", "enable", "agt_1", "--json");
        var shown = await Cli.RunAsync("agents", "get", "--agent", "support");
        var clone = await Cli.RunAsync("agents", "clone", "support", "--name", "support-2", "--json");

        Assert.Equal((AgentStatus.Disabled, AgentStatus.Active), (off.Json<Agent>().Status, on.Json<Agent>().Status));
        Assert.Contains($"{Api.Address}v1/invoke/agt_1", shown.Output, StringComparison.Ordinal);
        Assert.Equal("support-2", clone.Json<Agent>().Name);
    }
}
