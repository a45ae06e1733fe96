namespace Azure.Data.Tables;

/// <summary>What an update does with stored properties that the sent entity lacks.</summary>
public enum TableUpdateMode
{
    /// <summary>They are kept.</summary>
    Merge = 0,

    /// <summary>They are removed.</summary>
    Replace = 1,
}
