using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Lets the tests of the dashboard share one browser and a stack of their own, so that they run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<StackFixture>, ICollectionFixture<DashboardFixture>
{
    public const string Name = "dashboard";
}
