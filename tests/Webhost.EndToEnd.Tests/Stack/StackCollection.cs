namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>Lets all test classes share one stack.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "stack";
}
