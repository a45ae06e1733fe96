using System.Text.Json.Nodes;
using Webhost.Cli.Projects;
using Webhost.Cli.Tests.Support;

namespace Webhost.Cli.Tests.Samples;

public sealed class SampleTests : IAsyncLifetime
{
    private OutsideWorld world = null!;

    public static TheoryData<string> Typed() => [.. Templates.Names.Where(name => Templates.Files(name).ContainsKey("tsconfig.json"))];

    public async Task InitializeAsync() => world = await OutsideWorld.StartAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task A_template_in_typescript_passes_the_strict_compiler(string name)
    {
        using var folder = new TestFolder();
        foreach (var (path, content) in Templates.Files(name))
        {
            folder.With(path);
            await File.WriteAllBytesAsync(folder.At(path), content);
        }

        Directory.CreateSymbolicLink(folder.At("node_modules"), Repository.VendoredPackages);

        await Repository.RunAsync("node", [Repository.Part("node_modules/typescript/bin/tsc", "npm ci"), "-p", "."], folder.Path);
    }

    [Fact]
    public async Task Echo_streams_what_it_was_told()
    {
        await using var sample = await RunningSample.StartAsync("echo", world.Telemetry);

        var whole = await sample.InvokeAsync("Hello there");
        var events = await sample.StreamAsync("Hello there");

        Assert.Equal("You said: Hello there", (string?)whole["text"]);
        Assert.Equal(["You said: ", "Hello ", "there"], events.Where(item => item.Name == "delta").Select(item => (string?)item.Data["text"]));
        Assert.Equal("done", events[^1].Name);
    }

    [Fact]
    public async Task Session_notes_remembers_within_a_session_and_only_there()
    {
        await using var sample = await RunningSample.StartAsync("session-notes", world.Telemetry);

        await sample.InvokeAsync("note buy milk", "monday");
        await sample.InvokeAsync("note: call Ada", "monday");
        var monday = await sample.InvokeAsync("notes", "monday");
        var tuesday = await sample.InvokeAsync("notes", "tuesday");
        var recap = await sample.InvokeAsync("recap", "monday");
        var forgotten = await sample.InvokeAsync("forget 1", "monday");
        var rest = await sample.InvokeAsync("notes", "monday");

        Assert.Equal("1. buy milk\n2. call Ada", (string?)monday["text"]);
        Assert.Equal("call Ada", (string?)monday["data"]!["notes"]![1]!["text"]);
        Assert.Equal("There are no notes yet.", (string?)tuesday["text"]);
        Assert.Equal("You have said 4 things in this session. The first was: note buy milk", (string?)recap["text"]);
        Assert.Equal("Forgot number 1.", (string?)forgotten["text"]);
        Assert.Equal("2. call Ada", (string?)rest["text"]);
    }

    [Fact]
    public async Task Hono_serves_its_app_with_the_session_s_state_and_streams()
    {
        await using var sample = await RunningSample.StartAsync("hono", world.Telemetry);

        var first = await sample.InvokeAsync("abc");
        var second = await sample.StreamAsync("abc");
        var empty = await sample.InvokeAsync(" ");

        Assert.Equal("Visit 1 of this session. Backwards that is: cba", (string?)first["text"]);
        Assert.Equal(1, (int?)first["data"]!["visits"]);
        Assert.Equal("Visit 2 of this session. Backwards that is: cba", string.Concat(second.Where(item => item.Name == "delta").Select(item => (string?)item.Data["text"])));
        Assert.Contains("the prompt is empty", (string?)empty["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Langgraph_goes_round_its_cycle()
    {
        await using var sample = await RunningSample.StartAsync("langgraph-js", world.Telemetry);

        var calm = await sample.InvokeAsync("I was charged twice");
        var urgent = await sample.InvokeAsync("It fails with an error, urgent!");

        Assert.Contains("invoice", (string?)calm["text"], StringComparison.Ordinal);
        Assert.Equal(["classify: billing", "write", "review: good"], Strings(calm["data"]!["steps"]!));
        Assert.Contains("within the hour", (string?)urgent["text"], StringComparison.Ordinal);
        Assert.Equal(["classify: technical", "write", "review: say when", "write", "review: good"], Strings(urgent["data"]!["steps"]!));
    }

    [Fact]
    public async Task Cloudflare_agents_delivers_a_reminder_by_its_alarm()
    {
        await using var sample = await RunningSample.StartAsync("cloudflare-agents", world.Telemetry, null, "Reminders");

        var promised = await sample.InvokeAsync("remind me in 1 second to stretch", "me");
        var due = await sample.InvokeAsync("list", "me");
        var other = await sample.InvokeAsync("list", "someone-else");
        JsonNode? done = null;
        await Eventually.TrueAsync(async () => ((string?)(done = await sample.InvokeAsync("list", "me"))["text"])?.StartsWith("done:", StringComparison.Ordinal) is true);

        Assert.Equal("I will, in 1 s.", (string?)promised["text"]);
        Assert.StartsWith("due ", (string?)due["text"], StringComparison.Ordinal);
        Assert.StartsWith("No reminders", (string?)other["text"], StringComparison.Ordinal);
        Assert.Equal("done: stretch", (string?)done!["text"]);
    }

    [Fact]
    public async Task Tool_calling_says_what_to_do_without_a_key()
    {
        await using var sample = await RunningSample.StartAsync("tool-calling", world.Telemetry);

        var answer = await sample.InvokeAsync("What is 12.5 times 8?");

        Assert.Contains("webhost secrets set OPENAI_API_KEY", (string?)answer["text"], StringComparison.Ordinal);
        Assert.Empty(world.Asked);
    }

    [Fact]
    public async Task Tool_calling_runs_the_tools_that_the_model_asks_for_streams_its_words_and_reports_what_it_used()
    {
        await using var sample = await StartWithModelAsync();
        world.Answers.Enqueue(
        [
            """{"choices":[{"delta":{"content":"Let me see. "}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"calculate","arguments":"{\"operator\":\"*\","}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"left\":12.5,\"right\":8}"}}]}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":10}}""",
        ]);
        world.Answers.Enqueue(
        [
            """{"choices":[{"delta":{"content":"It is "}}]}""", """{"choices":[{"delta":{"content":"100."}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":5}}""",
        ]);

        var events = await sample.StreamAsync("What is 12.5 times 8?");

        Assert.Equal(["Let me see. ", "It is ", "100."], events.Where(item => item.Name == "delta").Select(item => (string?)item.Data["text"]));
        var usage = events.Single(item => item.Name == "usage").Data;
        usage = usage["usage"] ?? usage;
        Assert.Equal((50, 15, 1), ((int?)usage["inputTokens"], (int?)usage["outputTokens"], (int?)usage["toolCalls"]));
        var second = world.Asked.Last()["messages"]!.AsArray();
        Assert.Equal(["system", "user", "assistant", "tool"], second.Select(message => (string?)message!["role"]));
        Assert.Equal("100", (string?)second[^1]!["content"]);
        await Eventually.TrueAsync(() => !world.Events.IsEmpty);
        Assert.Equal(65, (int?)world.Events.First()["llmTokens"]);
    }

    [Fact]
    public async Task Tool_calling_keeps_to_the_caller_s_steps_and_tools()
    {
        await using var sample = await StartWithModelAsync();
        const string call = """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"current_time","arguments":"{}"}}]}}]}""";
        world.Answers.Enqueue([call]);
        world.Answers.Enqueue([call]);

        var answer = await sample.InvokeAsync("go on", options: new JsonObject { ["maxSteps"] = 2, ["toolPolicy"] = new JsonObject { ["deny"] = new JsonArray("current_time") } });

        Assert.Contains("after 2 steps", (string?)answer["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal("There is no such tool.", (string?)world.Asked.Last()["messages"]!.AsArray()[^1]!["content"]);
        Assert.Equal("calculate", (string?)Assert.Single(world.Asked.First()["tools"]!.AsArray())!["function"]!["name"]);
    }

    [Fact]
    public async Task Tool_calling_passes_the_endpoint_s_refusal_on()
    {
        await using var sample = await StartWithModelAsync();

        var answer = await sample.InvokeAsync("hello");

        Assert.Contains("answered 401", (string?)answer["error"]!["message"], StringComparison.Ordinal);
    }

    private Task<RunningSample> StartWithModelAsync() => RunningSample.StartAsync(
        "tool-calling", world.Telemetry, new Dictionary<string, string>(StringComparer.Ordinal) { ["OPENAI_API_KEY"] = "sk-test", ["OPENAI_BASE_URL"] = world.Model, ["OPENAI_MODEL"] = "tiny" });

    private static IEnumerable<string?> Strings(JsonNode array) => array.AsArray().Select(item => (string?)item);
}
