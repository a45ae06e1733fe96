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

    [Theory]
    [InlineData(null, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task An_address_counts_as_the_users_only_if_the_first_token_says_that_it_was_checked(bool? says, bool verified)
    {
        var user = await FindAsync("a@example.com", null, says);

        Assert.Equal(("a@example.com", verified), (user.Email, user.EmailVerified));
        Assert.Equal(verified ? "a@example.com" : null, user.VerifiedEmail);
    }

    [Theory]
    [InlineData("A@example.com", null, true)]
    [InlineData(null, null, true)]
    [InlineData(null, false, true)]
    [InlineData("a@example.com", false, false)]
    [InlineData("b@example.com", null, false)]
    [InlineData("b@example.com", true, true)]
    public async Task What_is_known_of_an_address_holds_until_a_token_denies_it_or_names_another(string? email, bool? says, bool verified)
    {
        await FindAsync("a@example.com", null, emailVerified: true);

        Assert.Equal(verified, (await FindAsync(email, null, says)).EmailVerified);
    }

    [Fact]
    public async Task An_address_that_was_stored_before_is_known_to_be_the_users_from_the_next_token_on()
    {
        await FindAsync("a@example.com", null);

        Assert.True((await FindAsync("a@example.com", null, emailVerified: true)).EmailVerified);
    }

    private async Task<User> FindAsync(string? email, string? name, bool? emailVerified = null)
    {
        // Longer than a user is remembered without a look.
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        return (await world.Get<UserDirectory>().FindOrAddAsync(new VerifiedIdentity("https://issuer.test", subject, email, name, DateTimeOffset.MaxValue, EmailVerified: emailVerified), default))!;
    }

    private async Task<Core.Storage.Versioned<User>> StoredAsync(User user) => (await world.Get<IUserStore>().FindAsync(new UserId(user.UserId), default))!;
}
