using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Tests;

public sealed class EntityOperationsTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Adding_gives_the_etag_and_adding_again_is_a_conflict()
    {
        var table = await NewTableAsync();

        var response = await table.AddEntityAsync(new TableEntity("p", "r"));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(204, response.Status);
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal(409, failure.Status);
        Assert.Equal("EntityAlreadyExists", failure.ErrorCode);
        Assert.Equal(TableErrorCode.EntityAlreadyExists, failure.ErrorCode);
    }

    [Fact]
    public async Task Reading_a_missing_entity_is_an_error_or_an_empty_response()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));
        var response = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.Equal((404, "ResourceNotFound"), (failure.Status, failure.ErrorCode));
        Assert.False(response.HasValue);
        Assert.Equal(404, response.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => response.Value);
    }

    [Fact]
    public async Task Reading_an_existing_entity_if_it_exists_gives_it()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        var response = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.True(response.HasValue);
        Assert.Equal(1, response.Value!.GetInt32("a"));
    }

    [Fact]
    public async Task Reading_selected_properties_leaves_the_others_out()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 2 });

        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "r", ["b"]);

        Assert.False(read.ContainsKey("a"));
        Assert.Equal(2, read.GetInt32("b"));
    }

    [Fact]
    public async Task An_update_needs_the_stored_version()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });
        TableEntity first = await table.GetEntityAsync<TableEntity>("p", "r");
        first["a"] = 2;

        var updated = await table.UpdateEntityAsync(first, first.ETag, TableUpdateMode.Replace);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(first, first.ETag));

        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        Assert.Equal(2, table.GetEntity<TableEntity>("p", "r").Value.GetInt32("a"));
        Assert.Equal(updated.Headers.ETag, table.GetEntity<TableEntity>("p", "r").Value.ETag);
    }

    [Fact]
    public async Task An_update_of_any_version_needs_an_entity()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All));

        Assert.Equal((404, "ResourceNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task An_update_without_an_etag_is_refused()
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), default));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, true)]
    [InlineData(TableUpdateMode.Replace, false)]
    public async Task Merging_keeps_other_properties_and_replacing_drops_them(TableUpdateMode mode, bool keepsOthers)
    {
        var table = await NewTableAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 1 }, mode);

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["b"] = 2 }, mode);

        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "r");
        Assert.Equal(keepsOthers, read.ContainsKey("a"));
        Assert.Equal(2, read.GetInt32("b"));
    }

    [Fact]
    public async Task Merging_a_null_keeps_the_stored_value()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = null }, TableUpdateMode.Merge);

        Assert.Equal(1, table.GetEntity<TableEntity>("p", "r").Value.GetInt32("a"));
    }

    [Fact]
    public async Task Deleting_needs_the_given_version_and_a_missing_entity_is_no_error()
    {
        var table = await NewTableAsync();
        var added = await table.AddEntityAsync(new TableEntity("p", "r"));
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "r", added.Headers.ETag!.Value));
        var deleted = await table.DeleteEntityAsync(new TableEntity("p", "r"));
        var again = await table.DeleteEntityAsync("p", "r");

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (failure.Status, failure.ErrorCode));
        Assert.Equal((204, 404), (deleted.Status, again.Status));
    }

    [Fact]
    public async Task Of_many_concurrent_updates_of_one_version_exactly_one_wins()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));
        TableEntity seen = await table.GetEntityAsync<TableEntity>("p", "r");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            try
            {
                await table.UpdateEntityAsync(new TableEntity("p", "r") { ["winner"] = number }, seen.ETag, TableUpdateMode.Replace);
                return number;
            }
            catch (RequestFailedException failure) when (failure.Status == 412)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(outcomes, number => number >= 0);
        Assert.Equal(winner, table.GetEntity<TableEntity>("p", "r").Value.GetInt32("winner"));
    }

    [Fact]
    public async Task Of_many_concurrent_inserts_exactly_one_wins()
    {
        var table = await NewTableAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return (await table.AddEntityAsync(new TableEntity("p", "r"))).Status;
            }
            catch (RequestFailedException failure)
            {
                return failure.Status;
            }
        }));

        Assert.Single(outcomes, status => status == 204);
        Assert.Equal(19, outcomes.Count(status => status == 409));
    }

    [Theory]
    [InlineData("it's", "o''clock")]
    [InlineData("a b", "100% +plus & more = $")]
    [InlineData("日本", "ümläut€😀")]
    [InlineData("semi;colon", "comma,(paren)")]
    [InlineData("", "empty partition")]
    [InlineData("%2F%27", "~!@$^*[]{}|<>:\"`.")]
    [InlineData("..", ".")]
    public async Task Keys_with_odd_characters_are_found_again(string partitionKey, string rowKey)
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["a"] = 1 });
        await table.UpdateEntityAsync(new TableEntity(partitionKey, rowKey) { ["b"] = 2 }, ETag.All);

        TableEntity read = await table.GetEntityAsync<TableEntity>(partitionKey, rowKey);
        var queried = await AllAsync(table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey eq {rowKey}")));
        var deleted = await table.DeleteEntityAsync(partitionKey, rowKey, read.ETag);

        Assert.Equal((partitionKey, rowKey), (read.PartitionKey, read.RowKey));
        Assert.Equal((1, 2), (read.GetInt32("a"), read.GetInt32("b")));
        Assert.Equal(rowKey, Assert.Single(queried).RowKey);
        Assert.Equal(204, deleted.Status);
    }

    [Fact]
    public async Task A_property_beyond_64_KiB_is_refused_and_one_just_below_is_kept()
    {
        var table = await NewTableAsync();

        await table.AddEntityAsync(new TableEntity("p", "fits") { ["text"] = new string('x', 32 * 1024), ["bytes"] = new byte[64 * 1024] });
        var text = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "text") { ["text"] = new string('x', (32 * 1024) + 1) }));
        var bytes = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "bytes") { ["bytes"] = new byte[(64 * 1024) + 1] }));

        Assert.Equal((400, "PropertyValueTooLarge"), (text.Status, text.ErrorCode));
        Assert.Equal((400, "PropertyValueTooLarge"), (bytes.Status, bytes.ErrorCode));
        Assert.Equal(32 * 1024, table.GetEntity<TableEntity>("p", "fits").Value.GetString("text").Length);
    }

    [Fact]
    public async Task An_entity_without_keys_is_refused_before_it_is_sent()
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<ArgumentNullException>(() => table.AddEntityAsync(new TableEntity()));
        await Assert.ThrowsAsync<ArgumentNullException>(() => table.UpsertEntityAsync<TableEntity>(null!));
        Assert.Throws<ArgumentNullException>(() => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", null!)));
    }

    [Fact]
    public void Every_operation_works_without_await()
    {
        var table = Service.GetTableClient(AzuriteFixture.UniqueName());
        table.Create();

        table.AddEntity(new TableEntity("p", "r") { ["a"] = 1 });
        table.UpsertEntity(new TableEntity("p", "r") { ["b"] = 2 });
        table.UpdateEntity(new TableEntity("p", "r") { ["c"] = 3 }, ETag.All);
        var read = table.GetEntity<TableEntity>("p", "r").Value;
        var queried = table.Query<TableEntity>("PartitionKey eq 'p'").Single();
        table.SubmitTransaction([new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "r2"))]);
        var count = table.Query<TableEntity>().Count();
        table.DeleteEntity("p", "r");

        Assert.Equal((1, 2, 3), (read.GetInt32("a"), read.GetInt32("b"), read.GetInt32("c")));
        Assert.Equal(read.ETag, queried.ETag);
        Assert.Equal(2, count);
        Assert.False(table.GetEntityIfExists<TableEntity>("p", "r").HasValue);
        Assert.Equal(204, table.Delete().Status);
    }
}
