using Webhost.EndToEnd.Tests.Dashboard;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>Lets all test classes share one stack, and those of the dashboard one browser.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>, ICollectionFixture<DashboardFixture>
{
    public const string Name = "stack";
}
