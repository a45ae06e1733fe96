using System.Net;
using System.Text.Json.Nodes;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>The samples for AgentCore, run by the emulator.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private TestEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await TestEmulator.StartAsync();

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Fact]
    public async Task The_Python_agent_answers_in_JSON_and_in_events()
    {
        var id = await RuntimeAsync("python-agent");

        var answer = await _emulator.Client.AskAsync(id, "a", new { prompt = "Hello there" });
        var events = await EventsAsync(id, "a", new { prompt = "Hello there", stream = true });

        Assert.Equal("You said: Hello there", (string)answer["output"]!);
        Assert.Equal(4, (int)answer["usage"]!["outputTokens"]!);
        Assert.Equal("You said: Hello there", Text(events));
        Assert.Equal(2, (int)events[^1]["usage"]!["inputTokens"]!);
    }

    [Fact]
    public async Task The_agent_in_the_shape_of_the_official_SDK_uses_its_tool_and_remembers_its_session()
    {
        var id = await RuntimeAsync("agentcore-sdk", new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "Hm. " });

        var first = await EventsAsync(id, "a", new { prompt = "6 * 7" });
        var second = await EventsAsync(id, "a", new { prompt = "what is love?" });
        var other = await EventsAsync(id, "b", new { prompt = "1 / 4" });

        Assert.Equal("Hm. 6 * 7 is 42. That was question 1 of this session.", Text(first));
        Assert.Equal(1, (int)first[^1]["usage"]!["toolCalls"]!);
        Assert.Equal("Hm. I can only do sums. That was question 2 of this session.", Text(second));
        Assert.Equal("Hm. 1 / 4 is 0.25. That was question 1 of this session.", Text(other));
    }

    [Fact]
    public async Task The_Node_agent_remembers_its_session()
    {
        var id = await RuntimeAsync("node-agent");

        var first = await _emulator.Client.AskAsync(id, "a", new { prompt = "buy milk" });
        var second = await EventsAsync(id, "a", new { prompt = "call Ada", stream = true });

        Assert.Equal("Noted: buy milk", (string)first["output"]!);
        Assert.Equal("Noted, after 1 before it: call Ada", Text(second));
    }

    private Task<string> RuntimeAsync(string sample, IReadOnlyDictionary<string, string>? variables = null)
    {
        var folder = RepositoryRoot.Combine("samples", sample);
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "agent.config.json")))!;
        Assert.Equal("agentcore", (string)manifest["runtime"]!);
        return _emulator.Client.RuntimeAsync(sample.Replace('-', '_'), folder, variables: variables, entryPoint: (string)manifest["entrypoint"]!);
    }

    private async Task<List<JsonNode>> EventsAsync(string id, string session, object body)
    {
        using var response = await _emulator.Client.InvokeAsync(id, session, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return [.. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(part => JsonNode.Parse(part["data: ".Length..])!)];
    }

    private static string Text(List<JsonNode> events) => string.Concat(events.Select(item => (string?)item["text"]));
}
