using Webhost.Core.Invocation;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Invocation;

public sealed class InvocationIdTests
{
    [Fact]
    public void An_id_tells_when_it_was_made()
    {
        var clock = new FakeClock();

        Assert.Equal(clock.GetUtcNow(), InvocationId.New(clock).CreatedAt);
    }

    [Fact]
    public void A_made_up_id_of_a_time_that_does_not_exist_is_taken_for_the_last_one()
    {
        Assert.True(InvocationId.TryParse("inv_ffffffffffffffffffffffffffffffff", out var id));

        Assert.Equal(9999, id.CreatedAt.Year);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("inv_")]
    [InlineData("dep_00000000000000000000000000000000")]
    [InlineData("inv_0000000000000000000000000000000G")]
    [InlineData("inv_0000000000000000000000000000000A")]
    [InlineData("inv_00000000000000000000000000000000\n")]
    public void Anything_else_is_no_id(string? text) => Assert.False(InvocationId.TryParse(text, out _));
}
