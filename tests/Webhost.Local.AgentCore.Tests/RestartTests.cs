using System.Net;

namespace Webhost.Local.AgentCore.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task Runtimes_endpoints_objects_and_secrets_survive_a_restart()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe", variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["VERSION"] = "kept" });
        await emulator.Client.JsonAsync(HttpMethod.Put, $"/runtimes/{id}/runtime-endpoints/", new { name = "live", agentRuntimeVersion = "2" });
        await emulator.Client.JsonAsync(HttpMethod.Post, "/identities/CreateApiKeyCredentialProvider", new { name = "agt-1", apiKey = "kept-key" });

        await emulator.CloseAsync();
        await emulator.OpenAsync();

        await Eventually.TrueAsync(async () => (string)(await emulator.Client.JsonAsync(HttpMethod.Get, $"/runtimes/{id}/runtime-endpoints/live/"))["status"]! is "READY", "the endpoint that was on its way");
        Assert.Equal("kept", (string)(await emulator.Client.AskAsync(id, "a", new { }))["version"]!);
        var token = (string)(await emulator.Client.JsonAsync(HttpMethod.Post, "/identities/GetWorkloadAccessToken", new { workloadName = id }))["workloadAccessToken"]!;
        Assert.Equal("kept-key", (string)(await emulator.Client.JsonAsync(HttpMethod.Post, "/identities/api-key", new { workloadIdentityToken = token, resourceCredentialProviderName = "agt-1" }))["apiKey"]!);
        using var code = await emulator.Client.SendAsync(HttpMethod.Get, "/code/probe.zip", signing: new SignedAs { Service = "s3" });
        Assert.Equal(HttpStatusCode.OK, code.StatusCode);
    }

    [Fact]
    public async Task Memories_are_there_again()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var memory = (string)(await emulator.Client.JsonAsync(HttpMethod.Post, "/memories/create", new { name = "kept", eventExpiryDuration = 30 }))["memory"]!["id"]!;
        var payload = new[] { new { conversational = new { role = "USER", content = new { text = "remember me" } } } };
        await emulator.Client.JsonAsync(HttpMethod.Post, $"/memories/{memory}/events", new { actorId = "a", sessionId = "s", eventTimestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), payload });

        await emulator.CloseAsync();
        await emulator.OpenAsync();

        var events = await emulator.Client.JsonAsync(HttpMethod.Post, $"/memories/{memory}/actor/a/sessions/s", new { });
        Assert.Equal("remember me", (string)Assert.Single(events["events"]!.AsArray())!["payload"]![0]!["conversational"]!["content"]!["text"]!);
    }

    [Fact]
    public async Task An_agent_may_use_a_memory_whose_id_it_knows_and_no_other_operation_on_memories()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        var memory = (string)(await emulator.Client.JsonAsync(HttpMethod.Post, "/memories/create", new { name = "shared", eventExpiryDuration = 30 }))["memory"]!["id"]!;
        var environment = (await emulator.Client.AskAsync(id, "a", new { @do = "environment" }))["ok"]!;
        var own = new SignedAs { KeyId = (string)environment["AWS_ACCESS_KEY_ID"]!, Secret = (string)environment["AWS_SECRET_ACCESS_KEY"]!, Token = (string)environment["AWS_SESSION_TOKEN"]! };

        using var actors = await emulator.Client.SendAsync(HttpMethod.Post, $"/memories/{memory}/actors", "{}"u8.ToArray(), own);
        using var list = await emulator.Client.SendAsync(HttpMethod.Post, "/memories/", "{}"u8.ToArray(), own);
        using var delete = await emulator.Client.SendAsync(HttpMethod.Delete, $"/memories/{memory}/delete", signing: own);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (actors.StatusCode, list.StatusCode, delete.StatusCode));
    }

    [Fact]
    public async Task A_version_keeps_its_code_though_the_object_is_gone()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");

        using var deleted = await emulator.Client.SendAsync(HttpMethod.Delete, "/code/probe.zip", signing: new SignedAs { Service = "s3" });

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(1, (int)(await emulator.Client.AskAsync(id, "a", new { @do = "count" }))["ok"]!);
    }

    [Fact]
    public async Task Killing_the_emulator_in_the_middle_of_a_stream_leaves_no_process_and_the_next_start_goes_on()
    {
        var state = Directory.CreateTempSubdirectory("webhost-ac-").FullName;
        var port = FreePorts.Next();
        try
        {
            List<int> processes;
            string id;
            await using (var first = await StartAsync(port, state))
            {
                using var client = new SignedClient(new Uri($"http://127.0.0.1:{port}"));
                id = await client.RuntimeAsync("probe");
                await client.AskAsync(id, "a", new { @do = "detach" });
                using var stream = await client.InvokeAsync(id, "a", new { @do = "stream", events = 2, holdAfter = 0 });
                Assert.True(stream.IsSuccessStatusCode);
                await using var body = await stream.Content.ReadAsStreamAsync();
                Assert.True(await body.ReadAsync(new byte[16]) > 0);
                processes = [.. Directory.EnumerateFiles(Path.Combine(state, "processes")).Select(file => int.Parse(Path.GetFileName(file))).SelectMany(WithDescendants)];
                Assert.True(processes.Count >= 2);

                await first.CrashAsync();
                await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
            }

            await using var second = await StartAsync(port, state);
            using var again = new SignedClient(new Uri($"http://127.0.0.1:{port}"));

            Assert.DoesNotContain(processes, LiveProcess.Is);
            Assert.Equal(1, (int)(await again.AskAsync(id, "a", new { @do = "count" }))["ok"]!);
        }
        finally
        {
            await Folders.RemoveAsync(state);
        }
    }

    private static IEnumerable<int> WithDescendants(int process) =>
        [process, .. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).SelectMany(WithDescendants)];

    private static async Task<ChildProcess> StartAsync(int port, string state)
    {
        var emulator = ChildProcess.Start("dotnet", [typeof(RestartTests).Assembly.Location, $"{port}", state]);
        await emulator.WaitForLineAsync(line => line.StartsWith("listening", StringComparison.Ordinal));
        return emulator;
    }
}
