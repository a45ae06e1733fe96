using Webhost.Core.Limits;

namespace Webhost.Storage.Tests.Limits;

[Collection(StorageCollection.Name)]
public sealed class QuotaStoreTests(StorageFixture storage)
{
    private readonly IQuotaStore store = storage.Get<IQuotaStore>();

    [Fact]
    public async Task Racing_callers_take_exactly_the_limit()
    {
        var userId = Some.UserId().Value;

        var grants = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.TakeAsync(userId, "2026-11", 7, 100, default)));

        Assert.Equal(100, grants.Sum(grant => grant.Granted));
        Assert.Equal(100, await store.ReadTakenAsync(userId, "2026-11", default));
    }

    [Fact]
    public async Task What_is_given_back_can_be_taken_again()
    {
        var userId = Some.UserId().Value;
        await store.TakeAsync(userId, "2026-11", 10, 10, default);

        await store.ReturnAsync(userId, "2026-11", 4, default);

        Assert.Equal(4, (await store.TakeAsync(userId, "2026-11", 10, 10, default)).Granted);
    }

    [Fact]
    public async Task Periods_do_not_share_a_counter()
    {
        var userId = Some.UserId().Value;
        await store.TakeAsync(userId, "2026-11", 10, 10, default);

        Assert.Equal(10, (await store.TakeAsync(userId, "2026-12", 10, 10, default)).Granted);
    }
}
