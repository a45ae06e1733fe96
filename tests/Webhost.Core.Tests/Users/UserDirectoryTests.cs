using Webhost.Core.Identity;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Users;

[Collection(AzuriteCollection.Name)]
public sealed class UserDirectoryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string subject = Guid.NewGuid().ToString();
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_user_who_gets_another_address_or_name_has_it_from_the_next_token_on()
    {
        var first = await FindAsync("before@example.com", "Before");
        await world.Get<IUserStore>().TryUpdateAsync((await StoredAsync(first)) with { Value = first with { SubscriptionTier = "pro" } }, default);

        var next = await FindAsync("after@example.com", "After");

        Assert.Equal(("after@example.com", "After", "pro"), (next.Email, next.Name, next.SubscriptionTier));
        Assert.Equal(next, (await StoredAsync(first)).Value);
    }

    [Fact]
    public async Task A_token_that_tells_of_neither_changes_neither_and_writes_nothing()
    {
        var first = await FindAsync("before@example.com", "Before");
        var stored = await StoredAsync(first);

        Assert.Equal(first, await FindAsync(null, null));
        Assert.Equal(stored, await StoredAsync(first));
    }

    private async Task<User> FindAsync(string? email, string? name)
    {
        // Longer than a user is remembered without a look.
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        return (await world.Get<UserDirectory>().FindOrAddAsync(new VerifiedIdentity("https://issuer.test", subject, email, name, DateTimeOffset.MaxValue), default))!;
    }

    private async Task<Core.Storage.Versioned<User>> StoredAsync(User user) => (await world.Get<IUserStore>().FindAsync(new UserId(user.UserId), default))!;
}
