using Microsoft.Playwright;
using Webhost.Contracts.Agents;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Somebody with an account, who is signed in in a browser of their own and at the API.</summary>
internal sealed class Person : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly LocalStack stack;
    private readonly IBrowserContext context;

    private Person(LocalStack stack, IPage page, string email)
    {
        this.stack = stack;
        context = page.Context;
        First = page;
        Email = email;
    }

    public string Email { get; }

    /// <summary>The tab in which they signed up, as that left it.</summary>
    public IPage First { get; }

    /// <summary>The same person without a browser, to bring about what a test is not about.</summary>
    public ApiClient Api { get; private set; } = null!;

    public static async Task<Person> SignUpAsync(LocalStack stack, IPage page)
    {
        var person = new Person(stack, page, $"ada-{Guid.NewGuid():n}@example.org");
        page.Context.SetDefaultTimeout(Screen.PatienceMs);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Button("Create an account").First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Ada Lovelace");
        await page.GetByLabel("E-mail").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.Button("Create account").ClickAsync();
        await page.Link("Agents").First.IsThereAsync();
        person.Api = new ApiClient(stack.ControlPlane, await page.EvaluateAsync<string>("JSON.parse(Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'))[1]).access_token"));
        return person;
    }

    /// <summary>The address of a page.</summary>
    public string At(string path) => new Uri(stack.Dashboard, path).ToString();

    /// <summary>A page in a tab of its own.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(At(path));
        return page;
    }

    /// <summary>An agent that is deployed, without a browser.</summary>
    public async Task<Agent> HostAsync(string name, params byte[][] versions)
    {
        var agent = await Api.CreateAgentAsync(name);
        foreach (var version in versions)
        {
            await Api.DeployAsync(agent.AgentId, version);
        }

        return agent;
    }

    /// <summary>Closes the tabs, so that no page goes on asking.</summary>
    public async Task CloseTabsAsync()
    {
        foreach (var page in context.Pages.ToList())
        {
            await page.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await context.CloseAsync();
    }
}
