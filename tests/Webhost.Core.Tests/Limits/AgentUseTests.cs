using Webhost.Core.Limits;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

public sealed class AgentUseTests
{
    [Fact]
    public void The_first_invocation_takes_the_place_of_the_guess_and_later_ones_raise_it_at_once_and_lower_it_slowly()
    {
        var use = new AgentUse(500, 500, 1_500);
        Assert.Equal(new QuotaAmounts(1, 500, 500, 2), use.Estimate);

        use.Learn(100, 40, 8_000);
        Assert.Equal(new QuotaAmounts(1, 100, 40, 8), use.Estimate);
        use.Learn(200, 80, 0);

        Assert.Equal(new QuotaAmounts(1, 200, 80, 6), use.Estimate);
    }

    [Fact]
    public void An_agent_that_uses_nothing_is_reserved_for_all_the_same()
    {
        var use = new AgentUse(500, 500, 500);

        use.Learn(0, 0, 0);

        Assert.Equal(new QuotaAmounts(1, 1, 1, 1), use.Estimate);
    }

    [Fact]
    public void Agents_are_told_apart()
    {
        var uses = new AgentUses();

        uses.Of("agt_1", new FakeRuntime()).Learn(7, 7, 7);

        Assert.Equal(7, uses.Of("agt_1", new FakeRuntime()).Estimate.Tokens);
        Assert.NotEqual(7, uses.Of("agt_2", new FakeRuntime()).Estimate.Tokens);
    }
}
