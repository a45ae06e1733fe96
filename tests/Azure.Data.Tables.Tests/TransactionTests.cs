namespace Azure.Data.Tables.Tests;

public sealed class TransactionTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Every_kind_of_action_is_applied()
    {
        var table = await NewTableAsync();
        foreach (var row in (string[])["merge", "replace", "delete", "upsert merge", "upsert replace"])
            await table.AddEntityAsync(new TableEntity("p", row) { ["old"] = 1 });

        var response = await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "add") { ["new"] = 1 }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merge") { ["new"] = 1 }),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replace") { ["new"] = 1 }),
            new(TableTransactionActionType.Delete, new TableEntity("p", "delete")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert merge") { ["new"] = 1 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upsert replace") { ["new"] = 1 }),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert new") { ["new"] = 1 }),
        ]);

        var rows = (await AllAsync(table.QueryAsync<TableEntity>())).ToDictionary(row => row.RowKey, row => (row.ContainsKey("old"), row.ContainsKey("new")), StringComparer.Ordinal);
        Assert.Equal(202, response.GetRawResponse().Status);
        Assert.Equal(Enumerable.Repeat(204, 7), response.Value.Select(part => part.Status));
        Assert.Equal((false, true), rows["add"]);
        Assert.Equal((true, true), rows["merge"]);
        Assert.Equal((false, true), rows["replace"]);
        Assert.DoesNotContain("delete", rows.Keys);
        Assert.Equal((true, true), rows["upsert merge"]);
        Assert.Equal((false, true), rows["upsert replace"]);
        Assert.Equal((false, true), rows["upsert new"]);
    }

    [Fact]
    public async Task Each_part_carries_the_new_etag()
    {
        var table = await NewTableAsync();

        var response = await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "a")),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "b")),
        ]);

        Assert.Equal(table.GetEntity<TableEntity>("p", "a").Value.ETag, response.Value[0].Headers.ETag);
        Assert.Equal(table.GetEntity<TableEntity>("p", "b").Value.ETag, response.Value[1].Headers.ETag);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(99)]
    public async Task The_failed_action_is_named_and_nothing_is_applied(int failing)
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", $"{failing}"));

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{number}")))));

        Assert.Equal(failing, failure.FailedTransactionActionIndex);
        Assert.Equal((409, "EntityAlreadyExists"), (failure.Status, failure.ErrorCode));
        Assert.Single(await AllAsync(table.QueryAsync<TableEntity>()));
    }

    [Fact]
    public async Task A_stale_etag_fails_the_whole_transaction()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));
        TableEntity stale = await table.GetEntityAsync<TableEntity>("p", "r");
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "other")),
            new(TableTransactionActionType.UpdateReplace, stale, stale.ETag),
        ]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "other")).HasValue);
    }

    [Fact]
    public async Task Updating_a_missing_entity_fails_the_transaction()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "missing"), ETag.All)]));

        Assert.Equal((404, "ResourceNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task An_update_without_an_etag_inserts_what_is_missing()
    {
        var table = await NewTableAsync();

        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "missing"))]);

        Assert.True(table.GetEntityIfExists<TableEntity>("p", "missing").HasValue);
    }

    [Fact]
    public async Task Types_and_odd_keys_survive_a_transaction()
    {
        var table = await NewTableAsync();
        var entity = new TypedEntity { PartitionKey = "it's 100%", RowKey = "日本 & co", Text = "line\r\nbreak {brace} --changeset HTTP/1.1 200", Int64 = 1L << 50, Double = 1, Guid = Guid.NewGuid(), Bytes = [1, 2, 3] };

        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, entity)]);
        entity.Int64++;
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, entity, ETag.All)]);

        TypedEntity read = await table.GetEntityAsync<TypedEntity>(entity.PartitionKey, entity.RowKey);
        Assert.Equal((entity.Text, entity.Int64, entity.Double, entity.Guid), (read.Text, read.Int64, read.Double, read.Guid));
        Assert.Equal(entity.Bytes, read.Bytes);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, read, read.ETag)]);
        Assert.False(table.GetEntityIfExists<TypedEntity>(entity.PartitionKey, entity.RowKey).HasValue);
    }

    [Fact]
    public async Task An_empty_transaction_is_refused()
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitTransactionAsync([]));
    }

    [Fact]
    public async Task A_transaction_over_two_partitions_is_refused()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "r")),
            new(TableTransactionActionType.Add, new TableEntity("q", "r")),
        ]));

        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>()));
    }

    [Fact]
    public async Task A_transaction_with_an_entity_twice_is_refused()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "r")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "r")),
        ]));

        Assert.Equal((400, "InvalidDuplicateRow", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>()));
    }

    [Fact]
    public async Task A_transaction_of_more_than_a_hundred_actions_is_refused()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{number}")))));

        Assert.Equal((400, "InvalidInput"), (failure.Status, failure.ErrorCode));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>()));
    }

    [Fact]
    public async Task Concurrent_transactions_all_arrive()
    {
        var table = await NewTableAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(batch => table.SubmitTransactionAsync(
            Enumerable.Range(0, 10).Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity($"p{batch}", $"{number}"))))));

        Assert.Equal(200, (await AllAsync(table.QueryAsync<TableEntity>())).Count);
    }
}
