using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Playwright;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The page that code is brought to.</summary>
[Collection(DashboardCollection.Name)]
public sealed class DeployingTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    // What each phase says while it runs, as often as it changes.
    private const string WatchPhases = """
        window.seen = [];
        new MutationObserver(() => {
          const now = document.querySelector('[aria-label="Phases"] [aria-current="step"]')?.textContent;
          if (now && window.seen.at(-1) !== now) window.seen.push(now);
        }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        """;

    [Fact]
    public async Task A_folder_that_is_dropped_is_deployed_and_its_phases_are_seen_as_they_pass()
    {
        var person = await OwnerAsync();
        var page = await person.OpenAsync("/agents/new");
        await page.EvaluateAsync(WatchPhases);

        await DropAsync(page, RepositoryRoot.Combine("samples", "session-notes"));
        await page.Field("Name").FillAsync("dropped");
        await page.Button("Deploy").ClickAsync();

        await page.GetByText("dropped is live").IsThereAsync();
        var seen = await page.EvaluateAsync<string[]>("window.seen");
        Assert.True(seen.Length > 1, $"Of the phases only these were seen: {string.Join(", ", seen)}");
        Assert.All(seen, phase => Assert.EndsWith(", running", phase, StringComparison.Ordinal));
        await page.Button("Send").ClickAsync();
        await page.GetByText("It answers").IsThereAsync();
    }

    [Fact]
    public async Task Files_that_are_large_are_packed_from_a_folder_and_unpacked_from_a_zip()
    {
        var person = await NewcomerAsync();
        var folder = Directory.CreateTempSubdirectory("wh-large-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "talker.zip"), Talker.Archive);
            await ZipFile.ExtractToDirectoryAsync(Path.Combine(folder.FullName, "talker.zip"), Path.Combine(folder.FullName, "agent"));
            // Text that packs to a small part, and bytes that don't pack at all.
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "agent", "words.txt"), string.Concat(Enumerable.Repeat("the same words again\n", 50_000)));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "agent", "noise.bin"), RandomNumberGenerator.GetBytes(600_000));
            var page = await person.OpenAsync("/agents/new");

            await DropAsync(page, Path.Combine(folder.FullName, "agent"));
            await page.Button("Deploy").ClickAsync();
            await page.GetByText("agent is live").IsThereAsync();

            var zip = Path.Combine(folder.FullName, "agent.zip");
            await ZipFile.CreateFromDirectoryAsync(Path.Combine(folder.FullName, "agent"), zip);
            await page.GotoAsync(person.At($"/agents/new?agent={Assert.Single((await person.Api.GetAsync<Page<Agent>>("/v1/agents")).Items).AgentId}"));
            await ChooseZipAsync(page, await File.ReadAllBytesAsync(zip));
            await page.GetByText("4 files").IsThereAsync();
            await page.Button("Deploy").ClickAsync();
            await page.GetByText("agent is live").IsThereAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Back_and_forward_lead_through_the_steps_and_a_reload_keeps_them()
    {
        var person = await NewcomerAsync();
        var page = await person.OpenAsync("/agents/new");
        await page.GetByText("echo", new() { Exact = true }).ClickAsync();
        await page.Button("Deploy").IsThereAsync();

        await page.GoBackAsync();
        await page.Title("Or start from a template").IsThereAsync();
        await page.GoForwardAsync();
        await page.Button("Deploy").IsThereAsync();
        await page.ReloadAsync();
        await page.Button("Deploy").ClickAsync();
        await page.GetByText("echo is live").IsThereAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Message" })).ToBeFocusedAsync();

        await page.ReloadAsync();
        await page.GetByText("echo is live").IsThereAsync();
        Assert.Single((await person.Api.GetAsync<Page<Agent>>("/v1/agents")).Items);
    }

    [Fact]
    public async Task A_zip_that_is_none_is_refused_in_words_and_nothing_is_left_of_it()
    {
        var person = await NewcomerAsync();
        var page = await person.OpenAsync("/agents/new");

        foreach (var (content, reason) in new[]
        {
            ("This was never a zip."u8.ToArray(), "The archive can’t be read"),
            (Talker.Archive[..^40], "The archive can’t be read"),
            (AgentArchive.Zip(("readme.md", "nothing to run")), "There is no agent.config.json in it"),
            (AgentArchive.Zip(("agent.config.json", "{ runtime: cloudflare }")), "agent.config.json is no valid JSON"),
        })
        {
            await ChooseZipAsync(page, content);
            await page.Alert().SaysAsync(reason);
        }

        Assert.Empty((await person.Api.GetAsync<Page<Agent>>("/v1/agents")).Items);
        Assert.Empty((await person.Api.GetAsync<Page<Contracts.Audit.AuditEntry>>("/v1/audit")).Items);

        // And the way on is open.
        await ChooseZipAsync(page, Talker.Archive);
        await page.Button("Deploy").IsThereAsync();
        await page.Alert().IsGoneAsync();
    }

    [Fact]
    public async Task Broken_code_ends_with_an_explanation_and_its_correction_goes_to_the_same_agent()
    {
        var person = await NewcomerAsync();
        var page = await person.OpenAsync("/agents/new");

        await ChooseZipAsync(page, Talker.Broken);
        await page.Button("Deploy").ClickAsync();
        await page.Title("The deployment failed").IsThereAsync();
        await page.Alert().SaysAsync("It failed at “Bundle”");
        await page.Alert().SaysAsync("index.js");
        await page.Button("Correct it and deploy again").ClickAsync();
        await page.Button("Choose other code").ClickAsync();
        await ChooseZipAsync(page, Talker.Archive);
        await page.Button("Deploy").ClickAsync();
        await page.GetByText("is live").IsThereAsync();

        var agent = Assert.Single((await person.Api.GetAsync<Page<Agent>>("/v1/agents")).Items);
        var deployments = (await person.Api.GetAsync<Page<Deployment>>($"/v1/agents/{agent.AgentId}/deployments")).Items;
        Assert.Equal([DeploymentStatus.Active, DeploymentStatus.Failed], deployments.Select(deployment => deployment.Status));
    }

    private static Task ChooseZipAsync(IPage page, byte[] content) =>
        page.Field("Zip file").SetInputFilesAsync(new FilePayload { Name = "agent.zip", MimeType = "application/zip", Buffer = content });

    // As the desktop does it: the browser is told where a folder is dragged to.
    private static async Task DropAsync(IPage page, string folder)
    {
        var target = await page.Title("Drop your agent’s folder").BoundingBoxAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var step in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["type"] = step,
                ["x"] = target!.X + (target.Width / 2),
                ["y"] = target.Y + (target.Height / 2),
                ["data"] = new { items = Array.Empty<object>(), files = new[] { folder }, dragOperationsMask = 1 },
            });
        }
    }
}
