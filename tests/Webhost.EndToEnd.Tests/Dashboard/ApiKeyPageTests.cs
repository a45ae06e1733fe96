using System.Net;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Keys for programs.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ApiKeyPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task A_key_is_shown_once_calls_the_agent_is_rotated_and_is_refused_after_it_was_revoked()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var page = await person.OpenAsync("/api-keys");

        await page.Button("Create a key").ClickAsync();
        await page.Button("Create the key").ClickAsync();
        await page.Alert().SaysAsync("Give it a name");
        await page.OpenDialog().GetByLabel("Name").FillAsync("nightly job");
        await page.Field("For").SelectOptionAsync("talker");
        await page.Button("Create the key").ClickAsync();
        var key = await page.Field("New key").InnerTextAsync();
        await page.Button("Copy key").ClickAsync();
        Assert.Equal(key, await page.ClipboardAsync());
        await page.Button("I have copied it").ClickAsync();
        await page.OpenDialog().IsGoneAsync();
        Assert.DoesNotContain(key, await page.EverythingAsync(), StringComparison.Ordinal);

        using var program = person.Api.With(key);
        Assert.Equal("You said: by key", (await program.InvokeAsync(agent.AgentId, "by key")).Output.Text);
        await page.Row("API keys", "nightly job").SaysAsync("only talker");

        await page.Button("Rotate nightly job").ClickAsync();
        await page.OpenDialog().Button("Rotate the key").ClickAsync();
        var rotated = await page.Field("New key").InnerTextAsync();
        await page.Button("I have copied it").ClickAsync();
        await page.OpenDialog().IsGoneAsync();
        using var renewed = person.Api.With(rotated);
        Assert.Equal("You said: by both", (await renewed.InvokeAsync(agent.AgentId, "by both")).Output.Text);
        Assert.Equal("You said: by both", (await program.InvokeAsync(agent.AgentId, "by both")).Output.Text);
        await page.Row("API keys", "nightly job").SaysAsync("the secret before works until");
        await page.Button("Revoke nightly job").ClickAsync();
        await page.OpenDialog().Button("Revoke the key").ClickAsync();

        await page.Notices().SaysAsync("nightly job was revoked.");
        await page.Row("API keys", "nightly job").IsGoneAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await program.TryInvokeAsync(agent.AgentId, "again");
                using var another = await renewed.TryInvokeAsync(agent.AgentId, "again");
                return answer.StatusCode == HttpStatusCode.Unauthorized && another.StatusCode == HttpStatusCode.Unauthorized;
            },
            "both secrets to be refused");
    }
}
