using System.Text;
using Microsoft.Playwright;
using Webhost.Contracts.Secrets;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Who changed what.</summary>
[Collection(DashboardCollection.Name)]
public sealed class AuditPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task What_was_just_done_is_listed_narrowed_down_opened_and_taken_along()
    {
        var person = await OwnerAsync();
        var agent = await person.Api.CreateAgentAsync("watched");
        await ApiClient.ReadAsync<SecretMetadata>(await person.Api.SendAsync(HttpMethod.Put, $"/v1/agents/{agent.AgentId}/secrets/WATCHED_KEY", new SetSecretRequest { Value = "audit-canary" }));
        var page = await person.OpenAsync("/audit");

        await page.Row("Changes", "Created the agent watched").IsThereAsync();
        await page.Row("Changes", "Set the secret WATCHED_KEY").IsThereAsync();
        await page.Field("Agent").SelectOptionAsync("watched");
        await Assertions.Expect(page.List("Changes").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await page.Field("Kind").SelectOptionAsync("Secrets");
        await page.Row("Changes", "Created the agent").IsGoneAsync();
        await page.Row("Changes", "WATCHED_KEY").GetByRole(AriaRole.Button).First.ClickAsync();
        await page.Row("Changes", "WATCHED_KEY").SaysAsync("secret.set");
        var csv = Encoding.UTF8.GetString(await page.FileOfAsync(page.Button("CSV")));

        Assert.Contains("WATCHED_KEY", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("agent.create", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("audit-canary", csv + await page.EverythingAsync(), StringComparison.Ordinal);
    }
}
