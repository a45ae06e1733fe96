using System.Runtime.Serialization;

namespace Azure.Data.Tables.Tests;

/// <summary>A class with every type that a table can hold.</summary>
public sealed class TypedEntity : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? Text { get; set; }

    public int Int32 { get; set; }

    public long Int64 { get; set; }

    public double Double { get; set; }

    public bool Boolean { get; set; }

    public DateTimeOffset Offset { get; set; }

    public DateTime Utc { get; set; } = DateTime.UnixEpoch;

    public Guid Guid { get; set; }

    public byte[]? Bytes { get; set; }

    public BinaryData? Data { get; set; }

    public DayOfWeek Day { get; set; }

    public int? MaybeInt32 { get; set; }

    public long? MaybeInt64 { get; set; }

    public double? MaybeDouble { get; set; }

    public bool? MaybeBoolean { get; set; }

    public DateTimeOffset? MaybeOffset { get; set; }

    public DateTime? MaybeUtc { get; set; }

    public Guid? MaybeGuid { get; set; }

    public DayOfWeek? MaybeDay { get; set; }

    public TimeSpan Duration { get; set; }

    [DataMember(Name = "renamed")]
    public string? Renamed { get; set; }

    [IgnoreDataMember]
    public string? Ignored { get; set; }

    public string Computed => Text + "!";

    public string? InitOnly { get; init; }
}
