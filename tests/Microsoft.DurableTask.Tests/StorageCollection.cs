namespace Microsoft.DurableTask.Tests;

/// <summary>The tests that share one Azurite; each has a task hub of its own.</summary>
[CollectionDefinition(Name)]
public sealed class StorageCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "storage";
}
