using Azure.Data.Tables;
using Webhost.Core.Metrics;

namespace Webhost.Storage.Tests.Metrics;

[Collection(StorageCollection.Name)]
public sealed class BackfillStoreTests(StorageFixture storage)
{
    private readonly IBackfillStore store = storage.Get<IBackfillStore>();

    [Fact]
    public async Task A_row_that_an_operator_wrote_is_a_wish_until_it_is_done()
    {
        var table = new TableServiceClient(storage.ConnectionString).GetTableClient("Metrics");
        await table.AddEntityAsync(new TableEntity("backfill", "2026110100|2026112313"), default);
        await table.AddEntityAsync(new TableEntity("backfill", "tomorrow"), default);

        var wish = await store.ReadAsync(default).SingleAsync();
        await store.SaveAsync(wish with { AfterAgentId = "agt_1" }, default);
        var later = await store.ReadAsync(default).SingleAsync();
        await store.RemoveAsync(later, default);
        await store.RemoveAsync(later, default);

        Assert.Equal(new BackfillRequest(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 23, 13, 0, 0, TimeSpan.Zero)), wish);
        Assert.Equal("agt_1", later.AfterAgentId);
        Assert.Empty(await store.ReadAsync(default).ToListAsync());
    }
}
