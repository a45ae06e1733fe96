namespace Azure.Data.Tables.Tests;

/// <summary>What tests against Azurite share.</summary>
[Collection(TablesCollection.Name)]
public abstract class TableTest(AzuriteFixture azurite)
{
    protected AzuriteFixture Azurite { get; } = azurite;

    protected TableServiceClient Service { get; } = new(azurite.ConnectionString);

    protected async Task<TableClient> NewTableAsync(TableClientOptions? options = null)
    {
        var table = new TableClient(Azurite.ConnectionString, AzuriteFixture.UniqueName(), options);
        await table.CreateAsync();
        return table;
    }

    protected static async Task<List<T>> AllAsync<T>(AsyncPageable<T> pageable)
        where T : notnull
    {
        var all = new List<T>();
        await foreach (var item in pageable)
            all.Add(item);
        return all;
    }
}
