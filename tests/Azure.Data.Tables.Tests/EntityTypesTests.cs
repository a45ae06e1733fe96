using System.Globalization;

namespace Azure.Data.Tables.Tests;

public sealed class EntityTypesTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private static readonly DateTimeOffset Time = DateTimeOffset.Parse("2026-02-03T04:05:06.7891234Z", CultureInfo.InvariantCulture);
    private static readonly Guid Id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public async Task A_dictionary_entity_keeps_every_type()
    {
        var table = await NewTableAsync();
        var entity = new TableEntity("p", "r")
        {
            ["text"] = "wörld \"quoted\" 日本 \u2028 <&>'",
            ["empty"] = "",
            ["int"] = int.MinValue,
            ["long"] = long.MaxValue,
            ["small long"] = 5L,
            ["double"] = 1.5e-7,
            ["whole double"] = 3d,
            ["nan"] = double.NaN,
            ["infinity"] = double.NegativeInfinity,
            ["bool"] = true,
            ["offset"] = Time.ToOffset(TimeSpan.FromHours(5)),
            ["utc"] = Time.UtcDateTime,
            ["guid"] = Id,
            ["bytes"] = new byte[] { 0, 1, 255 },
            ["data"] = BinaryData.FromBytes(new byte[] { 9, 8 }),
            ["no bytes"] = Array.Empty<byte>(),
            ["null"] = null,
        };
        // A name with a space is refused by the service, so the names above become identifiers.
        entity = new TableEntity(((IDictionary<string, object>)entity).ToDictionary(pair => pair.Key.Replace(' ', '_'), pair => pair.Value, StringComparer.Ordinal));

        await table.AddEntityAsync(entity);
        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal("wörld \"quoted\" 日本 \u2028 <&>'", read.GetString("text"));
        Assert.Equal("", read.GetString("empty"));
        Assert.Equal(int.MinValue, read.GetInt32("int"));
        Assert.Equal(long.MaxValue, read.GetInt64("long"));
        Assert.Equal(5L, read.GetInt64("small_long"));
        Assert.Equal(1.5e-7, read.GetDouble("double"));
        Assert.Equal(3d, read.GetDouble("whole_double"));
        Assert.Equal(double.NaN, read.GetDouble("nan"));
        Assert.Equal(double.NegativeInfinity, read.GetDouble("infinity"));
        Assert.True(read.GetBoolean("bool"));
        Assert.Equal(Time, read.GetDateTimeOffset("offset"));
        Assert.Equal(TimeSpan.Zero, read.GetDateTimeOffset("offset")!.Value.Offset);
        Assert.Equal(Time.UtcDateTime, read.GetDateTime("utc"));
        Assert.Equal(DateTimeKind.Utc, read.GetDateTime("utc")!.Value.Kind);
        Assert.Equal(Id, read.GetGuid("guid"));
        Assert.Equal([0, 1, 255], read.GetBinary("bytes"));
        Assert.Equal([9, 8], read.GetBinaryData("data").ToArray());
        Assert.Empty(read.GetBinary("no_bytes"));
        Assert.False(read.ContainsKey("null"));
        Assert.Null(read.GetString("null"));
        Assert.NotEqual(default, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal(("p", "r"), (read.PartitionKey, read.RowKey));
    }

    [Fact]
    public async Task A_class_keeps_every_type()
    {
        var table = await NewTableAsync();
        var entity = new TypedEntity
        {
            PartitionKey = "p",
            RowKey = "r",
            Text = "text",
            Int32 = -7,
            Int64 = long.MinValue,
            Double = 2,
            Boolean = true,
            Offset = Time,
            Utc = Time.UtcDateTime,
            Guid = Id,
            Bytes = [1, 2],
            Data = BinaryData.FromBytes(new byte[] { 3, 4 }),
            Day = DayOfWeek.Friday,
            MaybeInt32 = 1,
            MaybeInt64 = 2,
            MaybeDouble = 3.5,
            MaybeBoolean = false,
            MaybeOffset = Time,
            MaybeUtc = Time.UtcDateTime,
            MaybeGuid = Id,
            MaybeDay = DayOfWeek.Sunday,
            Duration = TimeSpan.FromSeconds(90),
            Renamed = "renamed",
            Ignored = "ignored",
            InitOnly = "init",
        };

        await table.AddEntityAsync(entity);
        TypedEntity read = await table.GetEntityAsync<TypedEntity>("p", "r");
        TableEntity raw = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equivalent(new { entity.Text, entity.Int32, entity.Int64, entity.Double, entity.Boolean, entity.Offset, entity.Utc, entity.Guid, entity.Bytes, entity.Day, entity.Duration, entity.Renamed, entity.InitOnly, entity.Computed }, read);
        Assert.Equal(entity.Data.ToArray(), read.Data!.ToArray());
        Assert.Equal((1, 2L, 3.5, false), (read.MaybeInt32, read.MaybeInt64, read.MaybeDouble, read.MaybeBoolean));
        Assert.Equal((Time, Time.UtcDateTime, Id, DayOfWeek.Sunday), (read.MaybeOffset, read.MaybeUtc, read.MaybeGuid, read.MaybeDay));
        Assert.Null(read.Ignored);
        Assert.NotEqual(default, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal("renamed", raw.GetString("renamed"));
        Assert.False(raw.ContainsKey("Renamed"));
        Assert.False(raw.ContainsKey("Ignored"));
        Assert.Equal("Friday", raw.GetString("Day"));
        Assert.Equal("text!", raw.GetString("Computed"));
        Assert.Equal(2d, raw.GetDouble("Double"));
    }

    [Fact]
    public async Task Absent_properties_of_a_class_stay_null()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TypedEntity { PartitionKey = "p", RowKey = "r" });

        TypedEntity read = await table.GetEntityAsync<TypedEntity>("p", "r");

        Assert.Null(read.Text);
        Assert.Null(read.Bytes);
        Assert.Null(read.MaybeInt64);
        Assert.Null(read.MaybeDay);
    }

    [Fact]
    public async Task An_enum_value_that_is_not_known_leaves_the_property_as_it_is()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Day"] = "Someday", ["MaybeDay"] = "Someday" });

        TypedEntity read = await table.GetEntityAsync<TypedEntity>("p", "r");

        Assert.Equal(default, read.Day);
        Assert.Null(read.MaybeDay);
    }

    [Fact]
    public async Task A_time_that_is_not_utc_is_refused()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(new TableEntity("p", "r") { ["time"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) }));

        Assert.Contains("'time'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_that_tables_cannot_hold_is_refused()
    {
        var table = await NewTableAsync();

        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(new TableEntity("p", "r") { ["list"] = new List<string>() }));

        Assert.Contains("'list'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_keeps_the_type_that_the_property_had()
    {
        var entity = new TableEntity { ["long"] = 5L, ["double"] = 1.5, ["int"] = 1 };

        entity["long"] = 6;
        entity["double"] = 2;
        entity["int"] = 7L;

        Assert.Equal(6L, entity.GetInt64("long"));
        Assert.Equal(2d, entity.GetDouble("double"));
        Assert.Equal(7L, entity.GetInt64("int"));
        Assert.Throws<InvalidOperationException>(() => entity["long"] = "text");
        Assert.Throws<InvalidOperationException>(() => entity.GetString("long"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("long"));
    }

    [Fact]
    public void A_dictionary_entity_counts_its_keys_among_its_entries()
    {
        var entity = new TableEntity("p", "r") { { "a", 1 } };

        Assert.Equal(["PartitionKey", "RowKey", "a"], entity.Keys);
        Assert.Equal(3, entity.Count);
        Assert.True(entity.TryGetValue("a", out var value));
        Assert.Equal(1, value);
        Assert.True(entity.Remove("a"));
        Assert.False(entity.ContainsKey("a"));
    }
}
