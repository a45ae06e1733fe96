using Microsoft.Playwright;

namespace Webhost.Local.LemonSqueezy.Tests.Browser;

/// <summary>Fills forms by what a person sees of them.</summary>
internal static class Forms
{
    public const string Visa = "4242 4242 4242 4242";
    public const string Declined = "4000 0000 0000 0002";
    public const string AsksBank = "4000 0027 6000 3184";
    public const string FailsLater = "4000 0000 0000 0341";

    public static async Task FillCardAsync(this IPage page, string number)
    {
        await page.GetByLabel("Card number").FillAsync(number);
        await page.GetByLabel("Expiry date").FillAsync("12 / 49");
        await page.GetByLabel("Security code").FillAsync("123");
    }

    public static async Task PayAsync(this IPage page, string number, string button = "Pay $29.00")
    {
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.FillCardAsync(number);
        await page.GetByLabel("Name on card").FillAsync("Ada Lovelace");
        await page.PressAsync(button);
    }

    public static Task PressAsync(this IPage page, string button) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    public static Task FollowAsync(this IPage page, string link) => page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link, Exact = true }).ClickAsync();

    /// <summary>Waits until the shop's page is there, and makes sure that it is at the address.</summary>
    public static async Task ArriveAsync(this IPage page, string address)
    {
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Back in the shop" }).WaitForAsync();
        Assert.Equal(address, page.Url);
    }

    /// <summary>The heading of the page, once it is there.</summary>
    public static Task<string> HeadingAsync(this IPage page) => page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 }).InnerTextAsync();
}
