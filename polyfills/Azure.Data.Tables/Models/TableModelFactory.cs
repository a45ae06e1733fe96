#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Azure.Data.Tables.Models;

/// <summary>Makes answers for tests that stand in for the service.</summary>
public static class TableModelFactory
{
    /// <summary>A table as the service would list it; the OData fields are not kept.</summary>
    public static TableItem TableItem(string name = null, string odataType = null, string odataId = null, string odataEditLink = null) => new(name);
}
