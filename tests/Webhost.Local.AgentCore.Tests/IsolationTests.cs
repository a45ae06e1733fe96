using System.Net;
using System.Text.Json.Nodes;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>Agents that look around and take more than they should.</summary>
public sealed class IsolationTests : IAsyncLifetime
{
    private TestEmulator _emulator = null!;
    private string _id = null!;
    private bool _isApart;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("WEBHOST_TEST_HOST_SECRET", "the-secret-of-the-host");
        _emulator = await TestEmulator.StartAsync(options => options with { SessionMemoryBytes = 256L * 1024 * 1024, SessionProcesses = 40, SessionOpenFiles = 64 });
        _id = await _emulator.Client.RuntimeAsync("probe");
        _isApart = (string)(await _emulator.AdminAsync("sessions"))["isolation"]! is "Namespaces";
    }

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Fact]
    public async Task Its_environment_holds_what_the_runtime_sets_and_nothing_of_the_host()
    {
        var environment = (await AskAsync(new { @do = "environment" }))["ok"]!.AsObject();

        Assert.DoesNotContain(environment, variable => (string)variable.Value! is "the-secret-of-the-host");
        Assert.DoesNotContain(TestEmulator.SecretAccessKey, environment.ToJsonString(), StringComparison.Ordinal);
        Assert.All(environment.Select(variable => variable.Key), name => Assert.True(
            name is "PATH" or "HOME" or "LANG" or "PORT" or "NODE_USE_ENV_PROXY" || name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("PYTHON", StringComparison.Ordinal)
            || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase),
            name));
    }

    [Fact]
    public async Task At_the_highest_level_it_is_nobody_and_sees_only_its_own_files_and_processes()
    {
        RequireNamespaces();

        var identity = (await AskAsync(new { @do = "identity" }))["ok"]!;
        var root = (await AskAsync(new { @do = "list", path = "/" }))["ok"]!.AsArray().Select(name => (string)name!);
        var task = (await AskAsync(new { @do = "list", path = "/var/task" }))["ok"]!.AsArray().Select(name => (string)name!);
        var processes = (await AskAsync(new { @do = "processes" }))["ok"]!.AsArray();

        Assert.NotEqual(0, (int)identity["user"]!);
        Assert.Equal("0000000000000000", (string)identity["capabilities"]!);
        Assert.Equal("/var/task", (string)identity["folder"]!);
        Assert.DoesNotContain(root, name => name is "root" or "home" or "work" or "sys");
        Assert.Equal(["main.py"], task);
        Assert.Single(processes);
        foreach (var path in new[] { _emulator.State, Path.Combine(_emulator.State, "admin.key"), "/etc/shadow", "/proc/1/../../root" })
            Assert.NotNull((await AskAsync(new { @do = "read", path }))["error"]);
        Assert.NotNull((await AskAsync(new { @do = "write", path = "/usr/bin/planted", text = "x" }))["error"]);
        Assert.NotNull((await AskAsync(new { @do = "write", path = "/planted", text = "x" }))["error"]);
    }

    [Fact]
    public async Task At_the_highest_level_Python_finds_no_package_of_this_machine()
    {
        RequireNamespaces();
        List<string> folders = [.. new[] { "/usr/lib", "/usr/local/lib" }.SelectMany(library => Directory.GetDirectories(library, "python3*")).SelectMany(library => Directory.GetDirectories(library, "*-packages"))];

        Assert.NotEmpty(folders);
        foreach (var folder in folders)
            Assert.Empty((await AskAsync(new { @do = "list", path = folder }))["ok"]!.AsArray());
    }

    [Fact]
    public async Task A_session_does_not_see_what_another_one_has_written()
    {
        RequireNamespaces();
        foreach (var path in new[] { "/tmp/secret", "/var/task/secret" })
            Assert.Null((await AskAsync(new { @do = "write", path, text = "of the first" }, "first"))["error"]);

        foreach (var path in new[] { "/tmp/secret", "/var/task/secret" })
            Assert.Equal("FileNotFoundError", (string)(await AskAsync(new { @do = "read", path }, "second"))["error"]!);
        Assert.NotEqual((int)(await AskAsync(new { @do = "identity" }, "first"))["ok"]!["user"]!, (int)(await AskAsync(new { @do = "identity" }, "second"))["ok"]!["user"]!);
    }

    [Fact]
    public async Task What_a_session_makes_of_its_code_is_its_own()
    {
        var original = (string)(await AskAsync(new { @do = "read", path = "main.py" }, "second"))["ok"]!;
        Assert.Null((await AskAsync(new { @do = "write", path = "main.py", text = "of the first" }, "first"))["error"]);

        Assert.Equal("of the first", (string)(await AskAsync(new { @do = "read", path = "main.py" }, "first"))["ok"]!);
        foreach (var session in new[] { "second", "third" })
            Assert.Equal(original, (string)(await AskAsync(new { @do = "read", path = "main.py" }, session))["ok"]!);
    }

    [Fact]
    public async Task At_the_highest_level_code_lies_unpacked_once_for_its_sessions_and_goes_with_the_runtime()
    {
        RequireNamespaces();
        var unpacked = Path.Combine(_emulator.State, "unpacked");
        foreach (var session in new[] { "first", "second" })
            await AskAsync(new { @do = "identity" }, session);

        Assert.Equal("main.py", Path.GetFileName(Assert.Single(Directory.GetFiles(unpacked, "*", SearchOption.AllDirectories))));
        await _emulator.Client.JsonAsync(HttpMethod.Delete, $"/runtimes/{_id}/");
        await Eventually.TrueAsync(() => Directory.GetDirectories(unpacked).Length == 0, "the end of the unpacked code");
    }

    [Fact]
    public async Task At_the_highest_level_modules_are_compiled_once_for_the_sessions_to_come_none_of_which_changes_what_others_run()
    {
        RequireNamespaces();
        var id = await ModularAsync();
        var compiled = await CompiledAsync(id);

        // What is no Python, or too much for it, is left out.
        Assert.Equal(["/var/task/parts/__pycache__/part", "/var/task/parts/__pycache__/__init__"], compiled.Select(path => path.Split('.')[0]));
        var session = "compiled";
        var original = (string)(await _emulator.Client.AskAsync(id, session, new { @do = "hash", path = compiled[0] }))["ok"]!;
        Assert.Null((await _emulator.Client.AskAsync(id, session, new { @do = "write", path = compiled[0], text = "planted" }))["error"]);
        Assert.Equal(original, (string)(await _emulator.Client.AskAsync(id, "after", new { @do = "hash", path = compiled[0] }))["ok"]!);
        // What it changes of the source counts, though what was made of it lies there.
        Assert.Null((await _emulator.Client.AskAsync(id, session, new { @do = "write", path = "/var/task/parts/part.py", text = "VALUE = 'its own'" }))["error"]);
        Assert.Equal("its own", (string)(await _emulator.Client.AskAsync(id, session, new { @do = "import", module = "parts.part", name = "VALUE" }))["ok"]!);
        Assert.Equal("of all", (string)(await _emulator.Client.AskAsync(id, "after", new { @do = "import", module = "parts.part", name = "VALUE" }))["ok"]!);
    }

    [Fact]
    public async Task What_was_compiled_is_there_after_a_restart_and_goes_with_the_runtime()
    {
        RequireNamespaces();
        var id = await ModularAsync();
        var code = Path.Combine(_emulator.State, "code");
        await CompiledAsync(id);
        await _emulator.CloseAsync();
        await _emulator.OpenAsync();

        Assert.NotEmpty(await CompiledOnceAsync(id, "first"));
        await _emulator.Client.JsonAsync(HttpMethod.Delete, $"/runtimes/{id}/");
        await Eventually.TrueAsync(() => !Directory.EnumerateFileSystemEntries(code, $"{id}.*").Any(), "the end of the code and of what was compiled of it");
        Assert.Empty(Directory.GetDirectories(Path.Combine(_emulator.State, "sessions")));
    }

    [Fact]
    public async Task At_the_highest_level_nothing_stays_of_sessions_that_are_stopped_while_they_begin()
    {
        RequireNamespaces();
        foreach (var session in Enumerable.Range(0, 10).Select(number => $"hasty{number}"))
        {
            var call = _emulator.Client.InvokeAsync(_id, session, new { @do = "identity" });
            var isStopped = false;
            while (!isStopped && !call.IsCompleted)
            {
                using var stopped = await StopAsync(session);
                isStopped = stopped.StatusCode is HttpStatusCode.OK;
            }

            using var answer = await call;
        }

        await _emulator.Client.JsonAsync(HttpMethod.Delete, $"/runtimes/{_id}/");
        await Eventually.TrueAsync(() => Directory.GetDirectories(Path.Combine(_emulator.State, "unpacked")).Length == 0, "the end of the unpacked code");
        Assert.Empty(Directory.GetFiles(Path.Combine(_emulator.State, "processes")));
    }

    [Fact]
    public async Task It_reaches_the_emulator_and_no_other_port_of_the_host()
    {
        RequireNamespaces();
        using var neighbour = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();
        var port = ((IPEndPoint)neighbour.LocalEndpoint).Port;

        Assert.Equal("connected", (string)(await AskAsync(new { @do = "connect", host = "127.0.0.1", port = _emulator.Uri.Port }))["ok"]!);
        Assert.NotNull((await AskAsync(new { @do = "connect", host = "127.0.0.1", port }))["error"]);
        Assert.NotNull((await AskAsync(new { @do = "connect", host = "169.254.169.254", port = 80 }))["error"]);
        // Through the way out as little.
        Assert.NotNull((await AskAsync(new { @do = "fetch", url = "http://169.254.169.254/latest/meta-data" }))["error"]);
    }

    [Fact]
    public async Task An_agent_in_Node_goes_out_through_the_proxy_too()
    {
        RequireNamespaces();
        var id = await _emulator.Client.RuntimeAsync("in_node", "node", entryPoint: "index.js");

        var answer = await _emulator.Client.AskAsync(id, "a", new { fetch = "http://169.254.169.254/latest/meta-data" });

        Assert.Contains("public addresses only", (string)answer["failure"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_neither_fork_nor_open_nor_allocate_without_end()
    {
        RequireNamespaces();

        var forked = (int)(await AskAsync(new { @do = "fork", count = 500 }))["ok"]!;
        var opened = (int)(await AskAsync(new { @do = "open", count = 5000 }))["ok"]!;
        var allocated = await TryAsync(new { @do = "allocate", megabytes = 2048 });

        Assert.InRange(forked, 1, 40);
        Assert.InRange(opened, 1, 64);
        // Refused its memory, or ended for it; the emulator goes on either way.
        Assert.True(allocated is null || (string?)allocated["error"] is "MemoryError", allocated?.ToJsonString());
        Assert.NotNull((await AskAsync(new { @do = "count" }, "another"))["ok"]);
    }

    [Fact]
    public async Task It_can_not_fill_the_disk()
    {
        RequireNamespaces();

        foreach (var folder in new[] { "/tmp", "/dev/shm", "/var/task" })
        {
            var filled = (await AskAsync(new { @do = "fill", folder, megabytes = 600 }))["ok"]!;
            Assert.Equal("No space left on device", (string)filled["why"]!);
            Assert.InRange((int)filled["megabytes"]!, 1, 64);
        }

        Assert.NotNull((await AskAsync(new { @do = "count" }))["ok"]);
    }

    [Fact]
    public async Task What_it_leaves_running_ends_with_its_session()
    {
        var first = (int)(await AskAsync(new { @do = "detach" }))["ok"]!;
        Assert.True(first > 0);
        var process = (int)(await _emulator.AdminAsync("sessions"))["sessions"]![0]!["process"]!;
        var left = Descendants(process);
        Assert.NotEmpty(left);

        using var stopped = await StopAsync("a");

        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        Assert.DoesNotContain(left, LiveProcess.Is);
    }

    [Fact]
    public async Task Its_credentials_are_for_its_own_secrets_only()
    {
        var environment = (await AskAsync(new { @do = "environment" }))["ok"]!;
        var signing = new SignedAs { KeyId = (string)environment["AWS_ACCESS_KEY_ID"]!, Secret = (string)environment["AWS_SECRET_ACCESS_KEY"]! };

        using var without = await _emulator.Client.SendAsync(HttpMethod.Post, "/runtimes/", signing: signing);
        using var with = await _emulator.Client.SendAsync(HttpMethod.Post, "/runtimes/", signing: signing with { Token = (string)environment["AWS_SESSION_TOKEN"]! });
        using var storage = await _emulator.Client.SendAsync(HttpMethod.Get, "/code/probe.zip", signing: signing with { Service = "s3", Token = (string)environment["AWS_SESSION_TOKEN"]! });

        Assert.Equal("UnrecognizedClientException", Assert.Single(without.Headers.GetValues("x-amzn-errortype")));
        Assert.Equal("AccessDeniedException", Assert.Single(with.Headers.GetValues("x-amzn-errortype")));
        Assert.Equal(HttpStatusCode.Forbidden, storage.StatusCode);
    }

    [Fact]
    public async Task It_takes_no_other_role_which_would_be_the_account()
    {
        var environment = (await AskAsync(new { @do = "environment" }))["ok"]!;
        using var sts = new AmazonSecurityTokenServiceClient(
            (string)environment["AWS_ACCESS_KEY_ID"]!, (string)environment["AWS_SECRET_ACCESS_KEY"]!, (string)environment["AWS_SESSION_TOKEN"]!,
            new AmazonSecurityTokenServiceConfig { ServiceURL = _emulator.Uri.ToString(), AuthenticationRegion = "us-east-1" });

        var refused = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = "arn:aws:iam::123456789012:role/deployer", RoleSessionName = "agent" }));

        Assert.Equal(("AccessDenied", HttpStatusCode.Forbidden), (refused.ErrorCode, refused.StatusCode));
        Assert.Contains($":assumed-role/agents/{_id}", (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn, StringComparison.Ordinal);
    }

    // The probe with modules beside it, some of which no Python can compile.
    private async Task<string> ModularAsync()
    {
        var folder = Directory.CreateTempSubdirectory("webhost-ac-").FullName;
        try
        {
            File.Copy(RepositoryRoot.Combine("tests", "agentcore", "agents", "probe", "main.py"), Path.Combine(folder, "main.py"));
            Directory.CreateDirectory(Path.Combine(folder, "parts"));
            foreach (var (name, text) in new[] { ("__init__", string.Empty), ("part", "VALUE = 'of all'"), ("broken", "def ("), ("deep", $"VALUE = {new string('-', 100_000)}1"), ("nul", "VALUE = '\0'") })
                await File.WriteAllTextAsync(Path.Combine(folder, "parts", $"{name}.py"), text);
            return await _emulator.Client.RuntimeAsync("modular", folder);
        }
        finally
        {
            await Folders.RemoveAsync(folder);
        }
    }

    private async Task<List<string>> CompiledAsync(string id)
    {
        List<string> compiled = [];
        var session = 0;
        await Eventually.TrueAsync(async () => (compiled = await CompiledOnceAsync(id, $"looking{++session}")).Count > 0, "modules that are compiled");
        return compiled;
    }

    private async Task<List<string>> CompiledOnceAsync(string id, string session)
    {
        const string Folder = "/var/task/parts/__pycache__";
        var listed = await _emulator.Client.AskAsync(id, session, new { @do = "list", path = Folder });
        return [.. (listed["ok"]?.AsArray() ?? []).Select(name => $"{Folder}/{(string)name!}").OrderDescending(StringComparer.Ordinal)];
    }

    private static List<int> Descendants(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        return [.. children, .. children.SelectMany(Descendants)];
    }

    // The other levels can't keep these promises, and say so in the log.
    private void RequireNamespaces() => Assert.True(_isApart, "This machine gives no namespaces: these tests need root.");

    private Task<HttpResponseMessage> StopAsync(string session) => _emulator.Client.StopAsync(_id, SignedClient.Session(session));

    private Task<JsonNode> AskAsync(object body, string session = "a") => _emulator.Client.AskAsync(_id, session, body);

    private async Task<JsonNode?> TryAsync(object body)
    {
        using var response = await _emulator.Client.InvokeAsync(_id, "a", body);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
    }
}
