using System.Text.Json;
using Microsoft.Playwright;

namespace Webhost.Bench.Dashboard;

/// <summary>What a browser remembers of somebody who has signed in.</summary>
/// <param name="Storage">Cookies and the storage that all tabs share.</param>
/// <param name="Tab">What the tab alone has, as JSON: its tokens; null for a new tab.</param>
internal sealed record Profile(string Storage, string? Tab)
{
    /// <summary>Puts the tab's storage into a page of the dashboard before its code runs; null for nothing.</summary>
    public string? TabScript => Tab is null
        ? null
        : $"if (window.top === window && sessionStorage.length === 0) for (const [key, value] of Object.entries({Tab})) sessionStorage.setItem(key, value);";

    /// <summary>The access token of the tab.</summary>
    public string AccessToken
    {
        get
        {
            using JsonDocument tab = JsonDocument.Parse(Tab!);
            string user = tab.RootElement.EnumerateObject().First(item => item.Name.StartsWith("oidc.user:", StringComparison.Ordinal)).Value.GetString()!;
            using JsonDocument stored = JsonDocument.Parse(user);
            return stored.RootElement.GetProperty("access_token").GetString()!;
        }
    }

    /// <summary>Signs somebody new up, as people do, and keeps what the browser remembers.</summary>
    public static async Task<Profile> SignUpAsync(Chromium chromium, Uri dashboard)
    {
        await using IBrowserContext context = await chromium.VisitorAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(dashboard.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Create an account" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Bench Marker");
        await page.GetByLabel("E-mail").FillAsync("bench@example.org");
        await page.GetByLabel("Password").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }).WaitForAsync();
        return new(await context.StorageStateAsync(), await page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage })"));
    }
}
