#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Azure.Data.Tables.Internal;

namespace Azure.Data.Tables;

/// <summary>One action of an entity group transaction: all its actions happen or none, within one partition.</summary>
public class TableTransactionAction
{
    /// <summary>An action without a condition.</summary>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <summary>An action that, for updates and deletes, holds only while the stored entity has the given ETag. The default is no condition: deletes take any version, updates insert what is missing.</summary>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        EntityRequests.RequireKeys(entity);
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    /// <summary>What to do.</summary>
    public TableTransactionActionType ActionType { get; }

    /// <summary>The entity to do it with; for a delete only its keys matter.</summary>
    public ITableEntity Entity { get; }

    /// <summary>The condition for updates and deletes.</summary>
    public ETag ETag { get; }
}
