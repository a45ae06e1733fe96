using Webhost.Local.AgentCore.Sessions;

namespace Webhost.Local.AgentCore.Tests;

public sealed class StartPlacesTests
{
    private readonly StartPlaces _places = new(2);

    [Fact]
    public async Task No_more_than_there_are_have_a_place_and_the_next_gets_the_one_that_is_left()
    {
        using var first = await TakeAsync("a");
        using var second = await TakeAsync("a");
        var (third, fourth) = (TakeAsync("a"), TakeAsync("a"));
        Assert.False(third.IsCompleted);

        first.Dispose();

        using var taken = await third;
        Assert.False(fourth.IsCompleted);
        second.Dispose();
        (await fourth).Dispose();
    }

    [Fact]
    public async Task A_place_that_is_left_twice_makes_room_for_one()
    {
        var first = await TakeAsync("a");
        using var second = await TakeAsync("a");
        var (third, fourth) = (TakeAsync("a"), TakeAsync("a"));

        first.Dispose();
        first.Dispose();

        using var taken = await third;
        Assert.False(fourth.IsCompleted);
        taken.Dispose();
        (await fourth).Dispose();
    }

    [Fact]
    public async Task The_many_starts_of_one_runtime_let_another_one_pass()
    {
        var first = await TakeAsync("many");
        using var second = await TakeAsync("many");
        var third = TakeAsync("many");
        var other = TakeAsync("other");

        first.Dispose();

        using var taken = await other;
        Assert.False(third.IsCompleted);
        taken.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_no_longer_waits_gets_none()
    {
        var first = await TakeAsync("a");
        using var second = await TakeAsync("a");
        using var leaving = new CancellationTokenSource();
        var third = _places.TakeAsync("a", leaving.Token);
        var fourth = TakeAsync("a");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        first.Dispose();

        (await fourth).Dispose();
    }

    private Task<IDisposable> TakeAsync(string runtimeId) => _places.TakeAsync(runtimeId, CancellationToken.None);
}
