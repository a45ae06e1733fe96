using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare.Tests;

public sealed class ScriptNameTests
{
    [Fact]
    public void A_name_is_made_of_the_owners_hash_and_the_agents_id()
    {
        var name = ScriptName.Of(new AgentReference("usr_0123456789abcdef0123456789abcdef", "agt_0123456789abcdef0123456789abcdef"));

        Assert.Matches("^wh-[0-9a-f]{8}-agt-0123456789abcdef0123456789abcdef$", name);
        Assert.InRange(name.Length, 1, 63);
    }

    [Fact]
    public void The_agent_of_a_name_is_found_again_and_of_any_other_name_none()
    {
        var agent = new AgentReference("usr_0123456789abcdef0123456789abcdef", "agt_0123456789abcdef0123456789abcdef");

        Assert.Equal(agent.AgentId, ScriptName.AgentOf(ScriptName.Of(agent)));
        Assert.All(["dispatcher", "wh-0123", $"x{ScriptName.Of(agent)}", $"{ScriptName.Of(agent)}0", ""], name => Assert.Null(ScriptName.AgentOf(name)));
    }

    [Fact]
    public void Tenants_names_do_not_collide() =>
        Assert.NotEqual(ScriptName.Of(new AgentReference("usr_a", "agt_1")), ScriptName.Of(new AgentReference("usr_b", "agt_1")));

    [Theory]
    [InlineData("agt_../x")]
    [InlineData("agt_ü")]
    [InlineData("agt_0123456789012345678901234567890123456789012345678901234567890")]
    public void An_id_that_cannot_be_part_of_a_name_is_a_defect(string agentId) =>
        Assert.Throws<ArgumentException>(() => ScriptName.Of(new AgentReference("usr_a", agentId)));
}
