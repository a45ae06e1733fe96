using System.IO.Compression;
using System.Net;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Taking one's data along, and leaving.</summary>
[Collection(DashboardCollection.Name)]
public sealed class AccountPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task Everything_is_taken_along_as_an_archive_and_then_deleted()
    {
        var person = await NewcomerAsync();
        var agent = await person.HostAsync("leaving", Talker.Saying("goodbye"));
        await person.Api.InvokeAsync(agent.AgentId, "hello");
        var page = await person.OpenAsync("/account");

        await page.Button("Export").ClickAsync();
        using var archive = new ZipArchive(new MemoryStream(await page.FileOfAsync(page.GetByRole(AriaRole.Button, new() { Name = "Download" }))));
        Assert.Contains(archive.Entries, entry => entry.FullName.Contains(agent.AgentId, StringComparison.Ordinal) && entry.Length > 0);

        await page.Button("Delete my account …").ClickAsync();
        await Assertions.Expect(page.OpenDialog().Button("Delete everything")).ToBeDisabledAsync();
        await page.OpenDialog().GetByRole(AriaRole.Textbox).FillAsync(person.Email);
        await page.OpenDialog().Button("Delete everything").ClickAsync();
        await page.Title("Your account is being deleted").IsThereAsync();
        await page.Title("Your account is deleted").IsThereAsync();
        await page.Button("Leave").ClickAsync();

        await page.Button("Create an account").First.IsThereAsync();
        Assert.DoesNotContain("access_token", await page.EverythingAsync(), StringComparison.Ordinal);
        using var refused = await person.Api.Http.GetAsync($"/v1/agents/{agent.AgentId}");
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
    }
}
