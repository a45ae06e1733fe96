using System.Text.Json.Nodes;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>Sessions on a machine that gives no namespaces: they share its network, so each one's port is moved.</summary>
public sealed class SharedMachineTests : IAsyncLifetime
{
    private TestEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await TestEmulator.StartAsync(options => options with { Isolate = false });

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Fact]
    public async Task Agents_in_Python_and_Node_run_beside_each_other_though_all_bind_the_same_port()
    {
        var python = await _emulator.Client.RuntimeAsync("probe");
        var node = await _emulator.Client.RuntimeAsync("in_node", "node", entryPoint: "index.js");

        var answers = await Task.WhenAll(
            _emulator.Client.AskAsync(python, "a", new { @do = "count" }), _emulator.Client.AskAsync(python, "b", new { @do = "count" }), _emulator.Client.AskAsync(node, "c", new { x = 1 }), _emulator.Client.AskAsync(node, "d", new { x = 2 }));

        Assert.Equal(["1", "1"], answers[..2].Select(answer => answer["ok"]!.ToJsonString()));
        Assert.Equal(["{\"x\":1}", "{\"x\":2}"], answers[2..].Select(answer => answer["echo"]!.ToJsonString()));
    }

    [Fact]
    public async Task Even_there_the_environment_is_clean()
    {
        Environment.SetEnvironmentVariable("WEBHOST_TEST_HOST_SECRET", "the-secret-of-the-host");
        var python = await _emulator.Client.RuntimeAsync("probe");

        var environment = await _emulator.Client.AskAsync(python, "a", new { @do = "environment" });

        Assert.DoesNotContain("the-secret-of-the-host", ((JsonObject)environment).ToJsonString(), StringComparison.Ordinal);
    }
}
