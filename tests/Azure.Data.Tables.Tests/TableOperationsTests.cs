using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Tests;

public sealed class TableOperationsTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Creating_a_table_twice_is_a_conflict_unless_asked_otherwise()
    {
        var name = AzuriteFixture.UniqueName();

        var created = await Service.CreateTableIfNotExistsAsync(name);
        var again = await Service.CreateTableIfNotExistsAsync(name);
        var byTable = await Service.GetTableClient(name).CreateIfNotExistsAsync();
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Service.CreateTableAsync(name));

        Assert.Equal((204, name), (created.GetRawResponse().Status, created.Value.Name));
        Assert.Equal((409, name), (again.GetRawResponse().Status, again.Value.Name));
        Assert.Equal(409, byTable.GetRawResponse().Status);
        Assert.Equal((409, "TableAlreadyExists"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Deleting_a_missing_table_is_no_error()
    {
        var name = AzuriteFixture.UniqueName();
        await Service.CreateTableAsync(name);

        var deleted = await Service.DeleteTableAsync(name);
        var again = await Service.GetTableClient(name).DeleteAsync();

        Assert.Equal((204, 404), (deleted.Status, again.Status));
    }

    [Fact]
    public async Task Using_a_missing_table_names_the_table_as_the_cause()
    {
        var table = Service.GetTableClient(AzuriteFixture.UniqueName());

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task A_table_with_an_impossible_name_is_refused()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Service.CreateTableAsync("no-dashes"));

        Assert.Equal(400, failure.Status);
    }

    [Fact]
    public async Task Tables_are_listed_and_filtered()
    {
        var prefix = AzuriteFixture.UniqueName("list");
        await Service.CreateTableAsync(prefix + "a");
        await Service.CreateTableAsync(prefix + "b");

        var all = await AllAsync(Service.QueryAsync());
        var one = await AllAsync(Service.QueryAsync(TableServiceClient.CreateQueryFilter($"TableName eq {prefix + "b"}")));
        var byLambda = await AllAsync(Service.QueryAsync(table => table.Name == prefix + "a"));

        Assert.Contains(all, table => table.Name == prefix + "a");
        Assert.Equal(prefix + "b", Assert.Single(one).Name);
        Assert.Equal(prefix + "a", Assert.Single(byLambda).Name);
    }

    [Fact]
    public async Task Tables_are_listed_page_by_page()
    {
        var prefix = AzuriteFixture.UniqueName("page");
        foreach (var suffix in "abc")
            await Service.CreateTableAsync(prefix + suffix);

        var names = new List<string>();
        await foreach (var page in Service.QueryAsync($"TableName ge '{prefix}' and TableName lt '{prefix}z'", maxPerPage: 2).AsPages())
        {
            Assert.InRange(page.Values.Count, 0, 2);
            names.AddRange(page.Values.Select(table => table.Name));
        }

        Assert.Equal([prefix + "a", prefix + "b", prefix + "c"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_client_knows_its_account_name_and_address()
    {
        var table = Service.GetTableClient("things");

        Assert.Equal("devstoreaccount1", Service.AccountName);
        Assert.Equal("devstoreaccount1", table.AccountName);
        Assert.Equal(Azurite.Server.TableEndpoint + "/things", table.Uri.ToString());
        Assert.Equal("things", table.Name);
    }

    [Fact]
    public void Error_codes_compare_with_the_text_of_exceptions()
    {
        Assert.True(TableErrorCode.TableNotFound == "TableNotFound");
        Assert.True(TableErrorCode.TableNotFound != "ResourceNotFound");
        Assert.Equal("TableNotFound", TableErrorCode.TableNotFound.ToString());
    }
}
