namespace Webhost.Storage.Tests;

/// <summary>Lets all test classes share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class StorageCollection : ICollectionFixture<StorageFixture>
{
    public const string Name = "storage";
}
