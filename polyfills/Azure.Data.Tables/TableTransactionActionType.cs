namespace Azure.Data.Tables;

/// <summary>What one action of an entity group transaction does.</summary>
public enum TableTransactionActionType
{
    /// <summary>Inserts; an existing entity fails the transaction.</summary>
    Add = 0,

    /// <summary>Merges into an existing entity; without an ETag (<c>ETag.All</c> is one) it inserts a missing one.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces an existing entity; without an ETag (<c>ETag.All</c> is one) it inserts a missing one.</summary>
    UpdateReplace = 2,

    /// <summary>Deletes an existing entity.</summary>
    Delete = 3,

    /// <summary>Merges, or inserts when the entity is absent.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces, or inserts when the entity is absent.</summary>
    UpsertReplace = 5,
}
