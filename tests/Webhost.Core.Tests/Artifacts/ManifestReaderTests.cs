using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Artifacts;

public sealed class ManifestReaderTests : IDisposable
{
    private static readonly RuntimeCapabilities Capabilities = new()
    {
        Streaming = true,
        ReadableSessions = true,
        ShipsLogs = true,
        ReportsTelemetry = true,
        SecretRotationNeedsRedeploy = false,
        SessionTimeToLive = TimeSpan.FromDays(1),
        MaximumInvocation = TimeSpan.FromMinutes(1),
        DeploymentDeadline = TimeSpan.FromMinutes(3),
        MaximumArtifactBytes = 1,
        MaximumUnpackedBytes = 1,
        MaximumVariables = 1,
        MaximumVariableBytes = 1,
        EntrypointExtensions = [".ts", ".js"],
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_whole_manifest_is_read_with_comments_and_trailing_commas()
    {
        folder.Write("src/index.ts", "export default {}").Write("agent.config.json", """
            {
              // what it is called
              "name": "notes", "protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "./src/index.ts", "framework": "hono",
              "env": { "requiredKeys": ["API_KEY"], "optionalKeys": ["MODE", "_x9",], },
              "capabilities": { "streaming": true, "tools": false },
              "durableObjects": ["Counter"], /* and so on */
            }
            """);

        var reading = (await ReadAsync()).Value;

        Assert.Empty(reading.Warnings);
        Assert.Equal("notes", reading.Manifest.Name);
        Assert.Equal("src/index.ts", reading.Manifest.Entrypoint);
        Assert.Equal("hono", reading.Manifest.Framework);
        Assert.Equal(["API_KEY"], reading.Manifest.RequiredKeys);
        Assert.Equal(["MODE", "_x9"], reading.Manifest.OptionalKeys);
        Assert.True(reading.Manifest.Streaming);
        Assert.False(reading.Manifest.Tools);
        Assert.Equal(["Counter"], reading.Manifest.DurableObjects);
    }

    [Fact]
    public async Task A_mark_of_the_encoding_at_the_beginning_is_no_mistake()
    {
        folder.Write("index.js", string.Empty).Write("agent.config.json", "\uFEFF{\"protocol\":\"invoke/v1\",\"runtime\":\"cloudflare\",\"entrypoint\":\"index.js\"}");

        Assert.Equal("index.js", (await ReadAsync()).Value.Manifest.Entrypoint);
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    public async Task Another_encoding_than_UTF8_is_named(string encoding)
    {
        folder.Write("index.js", string.Empty).Write("agent.config.json", string.Empty);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "agent.config.json"), """{"name":"Ünïcode","protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js"}""", System.Text.Encoding.GetEncoding(encoding));

        Assert.Contains("is not in UTF-8", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_least_manifest_will_do()
    {
        folder.Write("index.js", string.Empty).Write("agent.config.json", """{"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js"}""");

        var manifest = (await ReadAsync()).Value.Manifest;

        Assert.Empty(manifest.RequiredKeys);
        Assert.Null(manifest.Framework);
    }

    [Fact]
    public async Task A_missing_manifest_names_what_is_needed_and_shows_one()
    {
        var failure = await RefusedAsync();

        var problem = Assert.Single(failure.Problems);
        Assert.Equal("agent.config.json", problem.Path);
        Assert.Contains("\"protocol\": \"invoke/v1\", \"runtime\": \"cloudflare\", \"entrypoint\": \"src/index.ts\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_problems_are_listed_at_once_in_order()
    {
        folder.Write("index.py", string.Empty).Write("agent.config.json", """
            {
              "name": 7, "protocol": "invoke/v2", "runtime": "agentcore", "entrypoint": "index.py", "framework": "no spaces please",
              "env": { "requiredKeys": ["1ST", "OK", 5, "WEBHOST_X"], "optionalKeys": ["OK", "telemetry_secret"] },
              "capabilities": { "streaming": "yes" },
              "durableObjects": ["not-a-class", "Counter", "Counter", "WebhostSession"]
            }
            """);

        var failure = await RefusedAsync();

        Assert.Equal(
            [
                "name", "protocol", "runtime", "entrypoint", "framework", "env.requiredKeys[2]", "env.requiredKeys[0]", "env.requiredKeys[2]",
                "env.optionalKeys[0]", "env.optionalKeys[1]", "capabilities.streaming", "durableObjects[0]", "durableObjects[2]", "durableObjects[3]",
            ],
            failure.Problems.Select(problem => problem.Path));
        Assert.Contains("13 more", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_problems_and_warnings_the_first_are_listed_and_the_others_counted()
    {
        folder.Write("agent.config.json", "{" + string.Concat(Enumerable.Repeat("\"a\":0,", 9_000)) + "}");
        var problems = (await RefusedAsync()).Problems;
        folder.Write("index.js", string.Empty).Write("agent.config.json", """{"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js",""" + string.Concat(Enumerable.Range(0, 4_000).Select(index => $"\"a{index}\":0,")) + "}");
        var warnings = (await ReadAsync()).Value.Warnings;

        Assert.Equal((101, "There are 8,902 more. Mend these first."), (problems.Count, problems[^1].Message));
        Assert.Equal((101, "agent.config.json: 3,900 more members are ignored."), (warnings.Count, warnings[^1]));
    }

    [Fact]
    public async Task Missing_members_say_what_to_add()
    {
        folder.Write("agent.config.json", "{}");

        var failure = await RefusedAsync();

        Assert.Equal(["protocol", "runtime", "entrypoint"], failure.Problems.Select(problem => problem.Path));
        Assert.Contains("Add \"runtime\": \"cloudflare\"", failure.Problems[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"protocol\": oops\n}", "line 2, column 15")]
    [InlineData("", "line 1")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("\"text\"", "must be a JSON object")]
    public async Task What_is_not_a_json_object_is_refused(string text, string reason)
    {
        folder.Write("agent.config.json", text);

        Assert.Contains(reason, (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.js", "inside the archive")]
    [InlineData("/etc/passwd", "inside the archive")]
    [InlineData("C:/index.js", "inside the archive")]
    [InlineData("src\\\\index.js", "inside the archive")]
    [InlineData("src/index.rb", "must end in one of: .ts, .js")]
    [InlineData("src/index", "must end in one of")]
    [InlineData("src/index.js", "there are: src/index.ts")]
    [InlineData("src", "must end in one of")]
    [InlineData("folder.js", "There is no file")]
    public async Task An_entry_point_that_cannot_be_used_says_why(string entrypoint, string reason)
    {
        folder.Write("src/index.ts", string.Empty).Write("folder.js/x.txt", string.Empty)
            .Write("agent.config.json", $$"""{"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"{{entrypoint}}"}""");

        var problem = Assert.Single((await RefusedAsync()).Problems);

        Assert.Equal("entrypoint", problem.Path);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_members_are_warned_of()
    {
        folder.Write("index.js", string.Empty).Write("agent.config.json", """
            {"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js","version":2,"durableobjects":["A"],"env":{"required":["A"]},"$schema":"x"}
            """);

        var warnings = (await ReadAsync()).Value.Warnings;

        Assert.Equal(3, warnings.Count);
        Assert.Contains("'version' means nothing", warnings[0], StringComparison.Ordinal);
        Assert.Contains("Write it 'durableObjects'", warnings[1], StringComparison.Ordinal);
        Assert.Contains("'env.required'", warnings[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_there_twice_is_refused()
    {
        folder.Write("index.js", string.Empty).Write("agent.config.json", """
            {"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js","entrypoint":"other.js"}
            """);

        Assert.Contains((await RefusedAsync()).Problems, problem => problem.Message.Contains("there twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_framework_is_found_out_when_the_manifest_does_not_say()
    {
        folder.Write("index.js", string.Empty).Write("package.json", """{"dependencies":{"hono":"^4","agents":"1"}}""")
            .Write("agent.config.json", """{"protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js"}""");

        Assert.Equal("cloudflare-agents", (await ReadAsync()).Value.Manifest.Framework);
    }

    [Fact]
    public async Task An_agent_on_agentcore_names_its_language_or_its_image()
    {
        folder.Write("main.js", string.Empty).Write("agent.config.json", """{"protocol":"invoke/v1","runtime":"agentcore","entrypoint":"main.js","agentcore":{"codeRuntime":"NODE_22"}}""");
        var code = (await ReadAsync("agentcore")).Value.Manifest;
        folder.Write("agent.config.json", """{"protocol":"invoke/v1","runtime":"agentcore","agentcore":{"containerUri":"123456789012.dkr.ecr.us-east-1.amazonaws.com/team/agent:1.0"}}""");
        var image = (await ReadAsync("agentcore")).Value.Manifest;

        Assert.Equal(("NODE_22", null), (code.CodeRuntime, code.ContainerUri));
        Assert.Equal((string.Empty, "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/agent:1.0"), (image.Entrypoint, image.ContainerUri));
    }

    [Theory]
    [InlineData("agentcore", """{"containerUri":"docker.io/library/nginx"}""", "agentcore.containerUri")]
    [InlineData("agentcore", """{"containerUri":"public.ecr.aws/x/y:1","codeRuntime":"NODE_22"}""", "agentcore")]
    [InlineData("agentcore", """{"codeRuntime":7}""", "agentcore.codeRuntime")]
    [InlineData("cloudflare", """{"codeRuntime":"NODE_22"}""", "agentcore")]
    public async Task What_agentcore_can_not_run_is_refused(string runtime, string section, string path)
    {
        folder.Write("main.js", string.Empty).Write("agent.config.json", $$"""{"protocol":"invoke/v1","runtime":"{{runtime}}","entrypoint":"main.js","agentcore":{{section}}}""");

        var failure = Assert.IsType<Failure.Invalid>((await ReadAsync(runtime)).Failure);

        Assert.Contains(failure.Problems, problem => problem.Path == path);
    }

    private Task<Result<ManifestReading>> ReadAsync(string runtime) => ManifestReader.ReadAsync(folder.Path, runtime, Capabilities, CancellationToken.None);

    private Task<Result<ManifestReading>> ReadAsync() => ManifestReader.ReadAsync(folder.Path, "cloudflare", Capabilities, CancellationToken.None);

    private async Task<Failure.Invalid> RefusedAsync() => Assert.IsType<Failure.Invalid>((await ReadAsync()).Failure);
}
