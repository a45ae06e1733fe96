using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Finds what a person sees, by the words that they see.</summary>
internal static class Screen
{
    public const int PatienceMs = 60_000;

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Button(this ILocator part, string name) => part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Link(this ILocator part, string name) => part.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Title(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name });

    public static ILocator List(this IPage page, string name) => page.GetByRole(AriaRole.List, new() { Name = name, Exact = true });

    public static ILocator Row(this IPage page, string list, string text) => page.List(list).GetByRole(AriaRole.Listitem).Filter(new() { HasText = text });

    public static ILocator Field(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    public static ILocator OpenDialog(this IPage page) => page.GetByRole(AriaRole.Dialog);

    public static ILocator Alert(this IPage page) => page.GetByRole(AriaRole.Alert);

    public static ILocator Notices(this IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Notices" });

    public static ILocator Conversation(this IPage page) => page.GetByRole(AriaRole.Log, new() { Name = "Conversation" });

    /// <summary>A figure by its label.</summary>
    public static ILocator Figure(this IPage page, string label) => page.Locator($"dl > div:has(> dt:text-is(\"{label}\")) dd");

    /// <summary>A tab of an agent's page.</summary>
    public static Task TurnToAsync(this IPage page, string tab) => page.GetByRole(AriaRole.Navigation, new() { Name = "Agent", Exact = true }).Link(tab).ClickAsync();

    /// <summary>Says something to the agent.</summary>
    public static async Task SayAsync(this IPage page, string prompt)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync(prompt);
        await page.Button("Send").ClickAsync();
    }

    /// <summary>The page has come to an address; the message of a failure holds what it shows in its place.</summary>
    public static Task IsAtAsync(this IPage page, string address) => Assertions.Expect(page).ToHaveURLAsync(address, new() { Timeout = PatienceMs });

    /// <summary>The same by a part of the address.</summary>
    public static Task IsAtPartAsync(this IPage page, string part) => Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = PatienceMs });

    public static Task IsThereAsync(this ILocator locator) => Assertions.Expect(locator).ToBeVisibleAsync(new() { Timeout = PatienceMs });

    public static Task IsGoneAsync(this ILocator locator) => Assertions.Expect(locator).ToHaveCountAsync(0, new() { Timeout = PatienceMs });

    public static Task SaysAsync(this ILocator locator, string text) => Assertions.Expect(locator).ToContainTextAsync(text, new() { Timeout = PatienceMs });

    /// <summary>The file that pressing leads to.</summary>
    public static async Task<byte[]> FileOfAsync(this IPage page, ILocator button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        await using var content = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public static Task<string> ClipboardAsync(this IPage page) => page.EvaluateAsync<string>("navigator.clipboard.readText()");

    /// <summary>What the page shows and what the browser keeps of it.</summary>
    public static async Task<string> EverythingAsync(this IPage page) =>
        await page.ContentAsync() + await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
}
