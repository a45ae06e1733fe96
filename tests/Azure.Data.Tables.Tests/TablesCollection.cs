namespace Azure.Data.Tables.Tests;

/// <summary>One Azurite for all tests of this project; each test makes its own tables.</summary>
[CollectionDefinition(Name)]
public sealed class TablesCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "tables";
}
