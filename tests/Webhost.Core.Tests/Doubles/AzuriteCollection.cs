namespace Webhost.Core.Tests.Doubles;

/// <summary>Lets all test classes that need real storage share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "azurite";
}
