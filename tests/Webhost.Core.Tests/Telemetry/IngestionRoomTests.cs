using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

public sealed class IngestionRoomTests
{
    private readonly IngestionRoom room = new(100);

    [Fact]
    public void Room_is_bounded_and_given_back()
    {
        Assert.True(room.TryEnter("a", 50));
        Assert.True(room.TryEnter("b", 50));
        Assert.False(room.TryEnter("c", 1));

        room.Leave("a", 50);

        Assert.True(room.TryEnter("c", 50));
        Assert.Equal(100, room.Taken);
    }

    [Fact]
    public void An_agent_that_floods_leaves_half_of_it_to_the_others()
    {
        Assert.True(room.TryEnter("a", 30));
        Assert.False(room.TryEnter("a", 30));
        Assert.True(room.TryEnter("a", 20));
        Assert.True(room.TryEnter("b", 50));
    }

    [Fact]
    public void What_is_larger_than_all_of_it_gets_in_alone()
    {
        Assert.True(room.TryEnter("a", 1_000));
        Assert.False(room.TryEnter("b", 1));

        room.Leave("a", 1_000);

        Assert.Equal(0, room.Taken);
        Assert.True(room.TryEnter("b", 1));
    }
}
