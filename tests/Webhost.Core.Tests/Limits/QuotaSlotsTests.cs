using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

public sealed class QuotaSlotsTests
{
    private readonly QuotaSlots slots = new();
    private readonly AgentUse agent = new(1, 1, 1);

    [Fact]
    public void A_place_is_closed_once_though_it_is_used_again()
    {
        var first = Add(1);
        Assert.True(slots.TryClose(first.Slot, first.Generation, out var estimate, out _));
        Assert.Equal(1, estimate.Tokens);

        var second = Add(2);

        Assert.Equal(first.Slot, second.Slot);
        Assert.False(slots.TryClose(first.Slot, first.Generation, out _, out _));
        Assert.True(slots.TryClose(second.Slot, second.Generation, out estimate, out _));
        Assert.Equal((2, 0), (estimate.Tokens, slots.Open));
    }

    [Fact]
    public void There_are_as_many_places_as_are_open()
    {
        var open = Enumerable.Range(0, 100).Select(Add).ToList();

        Assert.Equal(100, open.Select(place => place.Slot).Distinct().Count());
        Assert.All(open, (place, index) => Assert.True(slots.TryClose(place.Slot, place.Generation, out var estimate, out _) && estimate.Tokens == index));
        Assert.Equal(0, slots.Open);
    }

    private (int Slot, int Generation) Add(int tokens) => slots.Add(new QuotaAmounts(1, tokens, 1, 1), agent);
}
