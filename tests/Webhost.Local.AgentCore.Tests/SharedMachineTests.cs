using System.Text.Json.Nodes;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>Sessions on machines that give less than namespaces: they share the network, so each one's port is moved.</summary>
public sealed class SharedMachineTests
{
    [Theory]
    [InlineData("Limits")]
    [InlineData("Users")]
    public async Task Agents_in_Python_and_Node_run_beside_each_other_though_all_bind_the_same_port(string level)
    {
        await using var emulator = await StartAsync(level);
        var python = await emulator.Client.RuntimeAsync("probe");
        var node = await emulator.Client.RuntimeAsync("in_node", "node", entryPoint: "index.js");

        var answers = await Task.WhenAll(
            emulator.Client.AskAsync(python, "a", new { @do = "count" }), emulator.Client.AskAsync(python, "b", new { @do = "count" }), emulator.Client.AskAsync(node, "c", new { x = 1 }), emulator.Client.AskAsync(node, "d", new { x = 2 }));

        Assert.Equal(["1", "1"], answers[..2].Select(answer => answer["ok"]!.ToJsonString()));
        Assert.Equal(["{\"x\":1}", "{\"x\":2}"], answers[2..].Select(answer => answer["echo"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("Limits")]
    [InlineData("Users")]
    public async Task Even_there_the_environment_is_clean(string level)
    {
        Environment.SetEnvironmentVariable("WEBHOST_TEST_HOST_SECRET", "the-secret-of-the-host");
        await using var emulator = await StartAsync(level);
        var python = await emulator.Client.RuntimeAsync("probe");

        var environment = await emulator.Client.AskAsync(python, "a", new { @do = "environment" });

        Assert.DoesNotContain("the-secret-of-the-host", ((JsonObject)environment).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_users_of_their_own_sessions_read_neither_each_others_files_nor_the_emulators_and_leave_nothing_running()
    {
        await using var emulator = await StartAsync("Users");
        var id = await emulator.Client.RuntimeAsync("probe");
        var first = (await emulator.Client.AskAsync(id, "a", new { @do = "identity" }))["ok"]!;
        var second = (await emulator.Client.AskAsync(id, "b", new { @do = "identity" }))["ok"]!;
        var left = (int)(await emulator.Client.AskAsync(id, "a", new { @do = "detach" }))["ok"]!;

        var neighbour = await emulator.Client.AskAsync(id, "a", new { @do = "list", path = (string)second["folder"]! });
        var key = await emulator.Client.AskAsync(id, "a", new { @do = "read", path = Path.Combine(emulator.State, "admin.key") });
        await emulator.CloseAsync();

        Assert.NotEqual((int)first["user"]!, (int)second["user"]!);
        Assert.Equal("PermissionError", (string)neighbour["error"]!);
        Assert.Equal("PermissionError", (string)key["error"]!);
        Assert.False(LiveProcess.Is(left));
    }

    private static async Task<TestEmulator> StartAsync(string level)
    {
        var emulator = await TestEmulator.StartAsync(options => options with { MostIsolation = Enum.Parse<IsolationLevel>(level) });
        Assert.Equal(level, (string)(await emulator.AdminAsync("sessions"))["isolation"]!);
        return emulator;
    }
}
