using Microsoft.Playwright;
using Webhost.Contracts.Agents;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>What the tests of the dashboard's pages have in common.</summary>
public abstract class DashboardTest(StackFixture fixture, DashboardFixture dashboard) : IAsyncLifetime
{
    protected LocalStack Stack => fixture.Stack;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => dashboard.CloseAsync();

    /// <summary>The person whose account the tests share.</summary>
    internal Task<Person> OwnerAsync() => dashboard.OwnerAsync(Stack);

    /// <summary>Somebody whose account is this test's alone.</summary>
    internal Task<Person> NewcomerAsync() => dashboard.NewcomerAsync(Stack);

    /// <summary>The same at a stack of their own.</summary>
    internal Task<Person> NewcomerAsync(LocalStack stack) => dashboard.NewcomerAsync(stack);

    /// <summary>A page of somebody who is not signed in.</summary>
    internal Task<IPage> StrangerAsync(string path) => dashboard.StrangerAsync(new Uri(Stack.Dashboard, path).ToString());

    /// <summary>The owner's agent that does what it is told.</summary>
    internal Task<Agent> TalkerAsync() => dashboard.TalkerAsync(Stack);
}
