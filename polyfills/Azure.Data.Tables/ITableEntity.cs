#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Azure.Data.Tables;

/// <summary>An entity of a table: the two keys, and what the service maintains. Implementations are serialised by their public properties.</summary>
public interface ITableEntity
{
    /// <summary>Names the partition; entities of one partition can be written together and are ordered by row key.</summary>
    string PartitionKey { get; set; }

    /// <summary>Identifies the entity within its partition.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last wrote the entity; set by the service, never sent.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The entity's version; set by the service, never sent in the body.</summary>
    ETag ETag { get; set; }
}
