using Microsoft.Playwright;
using Webhost.Contracts.Agents;
using Webhost.EndToEnd.Tests.Stack;
using Webhost.Local.LemonSqueezy.Tests.Browser;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>One browser for all tests of the dashboard, and one person whose account they share where nothing of it is spent.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> opened = [];
    private BrowserFixture? browser;
    private Person? owner;
    private Agent? talker;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
            await browser.DisposeAsync();
        }
    }

    /// <summary>A page for somebody who is not signed in, in a profile of its own.</summary>
    internal async Task<IPage> StrangerAsync(string address)
    {
        var page = await OpenAsync(address);
        opened.Add(page.Context);
        return page;
    }

    internal async Task<Person> OwnerAsync(LocalStack stack) => owner ??= await Person.SignUpAsync(stack, await OpenAsync(stack.Dashboard.ToString()));

    internal async Task<Person> NewcomerAsync(LocalStack stack)
    {
        var person = await Person.SignUpAsync(stack, await OpenAsync(stack.Dashboard.ToString()));
        opened.Add(person);
        return person;
    }

    /// <summary>The owner's agent that does what it is told.</summary>
    internal async Task<Agent> TalkerAsync(LocalStack stack) => talker ??= await (await OwnerAsync(stack)).HostAsync("talker", Talker.Archive);

    /// <summary>Closes what a test has opened.</summary>
    internal async Task CloseAsync()
    {
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }

        opened.Clear();
        if (owner is not null)
        {
            await owner.CloseTabsAsync();
        }
    }

    private async Task<IPage> OpenAsync(string address)
    {
        if (browser is null)
        {
            browser = new BrowserFixture();
            await browser.InitializeAsync();
        }

        return await browser.OpenAsync(address);
    }
}
