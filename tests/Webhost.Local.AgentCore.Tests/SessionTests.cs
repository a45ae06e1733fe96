using System.Net;

namespace Webhost.Local.AgentCore.Tests;

public sealed class SessionTests
{
    [Fact]
    public async Task Sessions_beyond_the_limit_are_refused_and_a_stopped_one_makes_room()
    {
        await using var emulator = await TestEmulator.StartAsync(options => options with { MaximumSessions = 2 });
        var id = await emulator.Client.RuntimeAsync("probe");
        await emulator.Client.AskAsync(id, "a", new { });
        await emulator.Client.AskAsync(id, "b", new { });

        using var third = await emulator.Client.InvokeAsync(id, "c", new { });
        using var stopped = await emulator.Client.StopAsync(id, SignedClient.Session("a"));
        var after = await emulator.Client.AskAsync(id, "c", new { @do = "count" });

        Assert.Equal(HttpStatusCode.PaymentRequired, third.StatusCode);
        Assert.Contains("maxVms", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        Assert.Equal(1, (int)after["ok"]!);
    }

    [Fact]
    public async Task Many_calls_at_once_into_one_session_are_all_answered_by_one_process()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        await emulator.Client.AskAsync(id, "a", new { });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => emulator.Client.AskAsync(id, "a", new { })));

        Assert.Equal(52, (int)(await emulator.Client.AskAsync(id, "a", new { @do = "count" }))["ok"]!);
        Assert.Single((await emulator.AdminAsync("sessions"))["sessions"]!.AsArray());
    }

    [Fact]
    public async Task An_agent_that_answers_one_request_a_connection_gets_a_connection_for_each()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("oneshot", "oneshot");

        for (var call = 0; call < 20; call++)
            await OpenAsync();

        await Eventually.TrueAsync(async () => await OpenAsync() <= 2, "the connections of earlier calls to be closed");

        async Task<int> OpenAsync() => (int)(await emulator.Client.AskAsync(id, "a", new { }))["ok"]!;
    }

    [Fact]
    public async Task An_agent_that_dies_of_a_call_is_said_to_have_closed_the_connection_whoever_notices_first()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");

        await Task.WhenAll(Enumerable.Range(0, 24).Select(async number =>
        {
            using var answer = await emulator.Client.InvokeAsync(id, $"s{number}", new { @do = "exit" });

            Assert.Equal(HttpStatusCode.FailedDependency, answer.StatusCode);
            Assert.Contains("RuntimeClientError", answer.Headers.GetValues("x-amzn-errortype").Single(), StringComparison.Ordinal);
        }));
    }

    [Fact]
    public async Task The_call_after_an_agent_died_is_answered_or_to_be_repeated_and_never_lost()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            using var died = await emulator.Client.InvokeAsync(id, $"s{number}", new { @do = "exit" });
            var next = await emulator.Client.InvokeAsync(id, $"s{number}", new { });
            for (; next.StatusCode is HttpStatusCode.Conflict; next = await emulator.Client.InvokeAsync(id, $"s{number}", new { }))
            {
                Assert.Equal("RetryableConflictException", next.Headers.GetValues("x-amzn-errortype").Single());
                next.Dispose();
            }

            Assert.Equal(HttpStatusCode.OK, next.StatusCode);
            next.Dispose();
        }));
    }

    [Fact]
    public async Task Headers_of_an_agent_are_passed_on_as_they_are_and_those_that_no_answer_can_have_are_left_out()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");

        using var loose = await emulator.Client.InvokeAsync(id, "a", new { @do = "headers", headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "text/event-stream;", ["Mcp-Session-Id"] = "m" } });
        using var wrong = await emulator.Client.InvokeAsync(id, "a", new { @do = "headers", headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json", ["Mcp-Session-Id"] = "ü" } });

        Assert.Equal("text/event-stream;", loose.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("m", Assert.Single(loose.Headers.GetValues("Mcp-Session-Id")));
        Assert.Equal((HttpStatusCode.OK, false), (wrong.StatusCode, wrong.Headers.Contains("Mcp-Session-Id")));
    }

    [Fact]
    public async Task An_agent_reads_its_secret_with_the_token_and_the_credentials_that_the_runtime_gives_it()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        await emulator.Client.JsonAsync(HttpMethod.Post, "/identities/CreateApiKeyCredentialProvider", new { name = "agt-1", apiKey = "sealed-value-of-the-test" });

        var seen = await emulator.Client.AskAsync(id, "a", new { });
        var token = (string)seen["headers"]!["workloadaccesstoken"]!;
        var answer = await emulator.Client.JsonAsync(HttpMethod.Post, "/identities/api-key", new { workloadIdentityToken = token, resourceCredentialProviderName = "agt-1" });

        Assert.Equal("sealed-value-of-the-test", (string)answer["apiKey"]!);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(emulator.State, "providers")).Concat(Directory.EnumerateFiles(emulator.State)))
            Assert.DoesNotContain("sealed-value-of-the-test", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"status\": \"\\ud800\"}")]
    [InlineData("{\"status\": {\"\\ud800\": 1}}")]
    [InlineData("[")]
    public async Task An_agent_that_says_nonsense_of_itself_is_idle_and_keeps_no_other_session_from_ending(string ping)
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        foreach (var session in new[] { "a", "b", "c" })
            await emulator.Client.AskAsync(id, session, new { });
        await emulator.Client.AskAsync(id, "b", new { @do = "ping", answer = ping });

        await emulator.AdminAsync("clock", new { seconds = 901 });

        Assert.Empty((await emulator.AdminAsync("sessions"))["sessions"]!.AsArray());
    }

    [Fact]
    public async Task A_session_without_calls_is_asked_whether_it_is_busy_once_in_an_interval()
    {
        await using var emulator = await TestEmulator.StartAsync(options => options with { PingInterval = TimeSpan.FromMinutes(10) });
        var id = await emulator.Client.RuntimeAsync("probe");
        var before = await PingsAsync();

        foreach (var seconds in new[] { 599, 1, 1, 1, 200 })
            await emulator.AdminAsync("clock", new { seconds });
        Assert.Single((await emulator.AdminAsync("sessions"))["sessions"]!.AsArray());

        // The call is a use: the next interval begins.
        Assert.Equal(before + 1, await PingsAsync());

        async Task<int> PingsAsync() => (int)(await emulator.Client.AskAsync(id, "a", new { @do = "pings" }))["ok"]!;
    }

    [Fact]
    public async Task A_session_of_which_something_can_not_be_removed_has_ended_and_its_next_call_begins_another_one()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        await emulator.Client.AskAsync(id, "a", new { });
        // A folder in the place of a file: it can't be removed as one.
        var file = Assert.Single(Directory.GetFiles(Path.Combine(emulator.State, "processes")));
        File.Delete(file);
        Directory.CreateDirectory(file);

        using var stopped = await emulator.Client.StopAsync(id, SignedClient.Session("a"));

        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        Assert.Equal(1, (int)(await emulator.Client.AskAsync(id, "a", new { @do = "count" }))["ok"]!);
    }
}
