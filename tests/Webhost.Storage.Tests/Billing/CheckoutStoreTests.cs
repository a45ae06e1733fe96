using Webhost.Core.Billing;

namespace Webhost.Storage.Tests.Billing;

[Collection(StorageCollection.Name)]
public sealed class CheckoutStoreTests(StorageFixture storage)
{
    private readonly ICheckoutStore store = storage.Get<ICheckoutStore>();

    [Fact]
    public async Task Checkouts_are_found_by_their_address_until_they_are_over()
    {
        var hash = Guid.NewGuid().ToString("n");
        var old = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (over, open) = (Checkout(hash, old), Checkout(hash, DateTimeOffset.UtcNow));
        await store.AddAsync(over, default);
        await store.AddAsync(open, default);
        await store.AddAsync(open, default);
        Assert.Equal(2, (await store.ListAsync(hash, default)).Count);

        await store.RemoveAsync(old.AddDays(1), default);

        Assert.Equal([open], await store.ListAsync(hash, default));
        Assert.Empty(await store.ListAsync("another", default));
    }

    private static OpenCheckout Checkout(string hash, DateTimeOffset expiresAt) => new()
    {
        CheckoutId = CheckoutId.New(TimeProvider.System).Value,
        UserId = Some.UserId().Value,
        Tier = "pro",
        AddOns = 0,
        EmailHash = hash,
        CreatedAt = expiresAt.AddDays(-1),
        ExpiresAt = expiresAt,
    };
}
