namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>Lets all test classes that need nothing special share one stack.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "stack";
}
