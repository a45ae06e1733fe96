namespace Azure.Data.Tables.Tests;

public sealed class QueryTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 6, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task More_than_a_thousand_rows_come_in_pages_and_in_order()
    {
        var table = await NewTableAsync();
        await FillAsync(table, 2100);

        var pages = new List<Page<TableEntity>>();
        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages())
            pages.Add(page);
        var viaEnumeration = await AllAsync(table.QueryAsync<TypedEntity>());

        Assert.Equal([1000, 1000, 100], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(Enumerable.Range(0, 2100).Select(number => $"{number:D6}"), pages.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.Equal(Enumerable.Range(0, 2100), viaEnumeration.Select(row => row.Int32));
    }

    [Fact]
    public async Task A_page_token_starts_a_later_query_where_the_page_ended()
    {
        var table = await NewTableAsync();
        await FillAsync(table, 25);
        string? token = null;
        var seen = new List<string>();

        do
        {
            // Each page through a client of its own, as another process would.
            var client = new TableClient(Azurite.ConnectionString, table.Name);
            await foreach (var page in client.QueryAsync<TableEntity>(maxPerPage: 10).AsPages(token))
            {
                seen.AddRange(page.Values.Select(row => row.RowKey));
                token = page.ContinuationToken;
                break;
            }
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number:D6}"), seen);
    }

    [Theory]
    [InlineData("with space", "row key ")]
    [InlineData("100%", "50% off")]
    [InlineData("日本", "ü")]
    [InlineData("it's", "o'clock")]
    public async Task Pages_continue_over_odd_keys(string partitionKey, string rowPrefix)
    {
        var table = await NewTableAsync();
        for (var number = 0; number < 5; number++)
            await table.AddEntityAsync(new TableEntity(partitionKey, rowPrefix + number));

        var rows = new List<string>();
        foreach (var page in table.Query<TableEntity>(maxPerPage: 1).AsPages())
            rows.AddRange(page.Values.Select(row => row.RowKey));

        Assert.Equal(Enumerable.Range(0, 5).Select(number => rowPrefix + number), rows);
    }

    [Fact]
    public async Task A_page_size_given_with_the_pages_wins_over_that_of_the_query()
    {
        var table = await NewTableAsync();
        await FillAsync(table, 7);

        var sizes = table.Query<TableEntity>(maxPerPage: 5).AsPages(pageSizeHint: 3).Select(page => page.Values.Count).ToList();

        Assert.Equal([3, 3, 1], sizes);
    }

    [Fact]
    public async Task Selected_properties_come_alone()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 2L });

        var row = Assert.Single(await AllAsync(table.QueryAsync<TableEntity>(select: ["RowKey", "b"])));

        Assert.Equal("r", row.RowKey);
        Assert.Equal(2L, row.GetInt64("b"));
        Assert.False(row.ContainsKey("a"));
    }

    [Fact]
    public async Task A_filter_quotes_and_types_its_values()
    {
        var table = await NewTableAsync();
        var id = Guid.NewGuid();
        await table.AddEntityAsync(new TypedEntity { PartitionKey = "p", RowKey = "yes", Text = "it's", Int32 = 5, Int64 = 1L << 40, Double = 2, Boolean = true, Guid = id, Offset = Noon, Utc = Noon.UtcDateTime, Bytes = [1, 255] });
        await table.AddEntityAsync(new TypedEntity { PartitionKey = "p", RowKey = "no", Text = "its", Int32 = 6, Int64 = 1L << 41, Double = 2.5, Boolean = false, Guid = Guid.NewGuid(), Offset = Noon.AddSeconds(1), Utc = Noon.UtcDateTime.AddSeconds(1), Bytes = [1, 254] });

        FormattableString[] filters =
        [
            $"Text eq {"it's"}", $"Int32 eq {5}", $"Int64 eq {1L << 40}", $"Double eq {2d}", $"Boolean eq {true}", $"Guid eq {id}",
            $"Offset eq {Noon.ToOffset(TimeSpan.FromHours(2))}", $"Utc lt {Noon.UtcDateTime.AddSeconds(1)}", $"Bytes eq {new byte[] { 1, 255 }}",
        ];

        foreach (var filter in filters)
        {
            var text = TableClient.CreateQueryFilter(filter);
            var rows = await AllAsync(table.QueryAsync<TypedEntity>(text));
            Assert.True(rows is [{ RowKey: "yes" }], $"{text} gave {rows.Count} rows");
        }
    }

    [Fact]
    public void A_filter_is_written_as_the_service_reads_it()
    {
        var filter = TableClient.CreateQueryFilter($"a eq {"x'y"} and b gt {5L} and c ne {1.0} and d le {Noon} and e eq {Guid.Empty} and f eq {new byte[] { 10, 255 }} and g eq {false} and h eq {(int?)null}");

        Assert.Equal("a eq 'x''y' and b gt 5L and c ne 1.0 and d le datetime'2026-05-06T12:00:00Z' and e eq guid'00000000-0000-0000-0000-000000000000' and f eq X'0aff' and g eq false and h eq null", filter);
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"a eq {new object()}"));
    }

    [Fact]
    public async Task A_lambda_filters_as_the_service_would()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TypedEntity { PartitionKey = "p", RowKey = "1", Text = "a", Int32 = 1, Boolean = true, Day = DayOfWeek.Monday, MaybeInt64 = 3, Renamed = "x" });
        await table.AddEntityAsync(new TypedEntity { PartitionKey = "p", RowKey = "2", Text = "b", Int32 = 2, Boolean = false, Day = DayOfWeek.Friday, MaybeInt64 = 4, Renamed = "y" });
        var wanted = new { Text = "a" };

        Assert.Equal("1", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => row.PartitionKey == "p" && row.Text == wanted.Text))).RowKey);
        Assert.Equal("1", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => row.Boolean && 2 > row.Int32))).RowKey);
        Assert.Equal("2", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => !row.Boolean || row.Int32 < 0))).RowKey);
        Assert.Equal("2", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => row.Day == DayOfWeek.Friday))).RowKey);
        Assert.Equal("2", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => row.MaybeInt64 >= 4))).RowKey);
        Assert.Equal("2", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => row.Renamed == "y"))).RowKey);
        Assert.Equal("2", Assert.Single(await AllAsync(table.QueryAsync<TypedEntity>(row => string.Compare(row.RowKey, "1") > 0))).RowKey);
        Assert.Equal("1", Assert.Single(await AllAsync(table.QueryAsync<TableEntity>(row => row.GetInt32("Int32") == 1))).RowKey);
        Assert.Equal("1", Assert.Single(await AllAsync(table.QueryAsync<TableEntity>(row => (string)row["Text"] == "a"))).RowKey);
        Assert.Equal(2, (await AllAsync(table.QueryAsync<TypedEntity>(_ => true))).Count);
    }

    [Fact]
    public void A_lambda_that_the_service_cannot_evaluate_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<TypedEntity>(row => row.Text!.Length > 3));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<TypedEntity>(row => row.Text!.StartsWith("a")));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<TypedEntity>(row => row.Int32 == row.Int64));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<TypedEntity>(row => row.Ignored == "a"));
    }

    [Fact]
    public async Task A_malformed_filter_is_the_services_error()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq")));

        Assert.Equal(400, failure.Status);
    }

    [Fact]
    public async Task A_cancelled_query_ends()
    {
        var table = await NewTableAsync();
        await FillAsync(table, 30);
        using var cancellation = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in table.QueryAsync<TableEntity>(maxPerPage: 10).AsPages().WithCancellation(cancellation.Token))
            {
                seen += page.Values.Count;
                await cancellation.CancelAsync();
            }
        });

        Assert.Equal(10, seen);
    }

    private static async Task FillAsync(TableClient table, int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(100))
            await table.SubmitTransactionAsync(numbers.Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{number:D6}") { ["Int32"] = number })));
    }
}
