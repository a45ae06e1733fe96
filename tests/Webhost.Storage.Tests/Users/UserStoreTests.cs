using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Users;

[Collection(StorageCollection.Name)]
public sealed class UserStoreTests(StorageFixture storage)
{
    private readonly IUserStore store = storage.Get<IUserStore>();

    [Fact]
    public async Task Racing_first_calls_make_one_row()
    {
        var userId = Some.UserId();

        var rows = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => store.AddIfAbsentAsync(
            new User { UserId = userId.Value, Subject = "s", Name = $"name {index}", SubscriptionTier = "free", DefaultRuntimeProvider = "cloudflare", CreatedAt = DateTimeOffset.UtcNow }, default)));

        Assert.Single(rows.Select(row => row.Value.Name).Distinct());
        Assert.Single(rows.Select(row => row.ETag).Distinct());
    }
}
