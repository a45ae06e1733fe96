using System.Text.Json.Nodes;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>The variables of a version, which are their agent's and nobody else's.</summary>
public sealed class AgentVariablesTests : IDisposable
{
    private static readonly string[] Programs = ["setsid", "setpriv", "unshare", "sh", "mount", "install", "prlimit", "nsenter", "env"];
    private readonly string _folder = Directory.CreateTempSubdirectory("webhost-ac-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Namespaces")]
    [InlineData("Users")]
    [InlineData("Limits")]
    public async Task What_starts_an_agent_reads_none_of_them(string level)
    {
        var planted = Plant();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder}:/usr/bin:/bin",
            ["LD_PRELOAD"] = "/nowhere/planted.so",
            ["LD_LIBRARY_PATH"] = _folder,
            ["GCONV_PATH"] = _folder,
            ["BASH_ENV"] = planted,
            ["ENV"] = planted,
            ["TEXT"] = "'quotes' \"and\" $HOME `id` \\ $(id)\nand another line ü",
            ["with.dot-and-dash"] = "x",
        };
        await using var emulator = await StartAsync(level);
        var id = await emulator.Client.RuntimeAsync("probe", variables: variables);

        var environment = (await emulator.Client.AskAsync(id, "a", new { @do = "environment" }))["ok"]!;

        Assert.All(variables, variable => Assert.Equal(variable.Value, (string?)environment[variable.Key]));
        Assert.Equal(Programs.Length + 1, Directory.GetFiles(_folder).Length);
        // The loader says so of each program that it can't load it into: that is the agent's own.
        Assert.Single((await emulator.AdminAsync($"logs/{id}"))["lines"]!.AsArray(), line => ((string)line!["text"]!).Contains("/nowhere/planted.so", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("probe", "main.py")]
    [InlineData("node", "index.js")]
    public async Task A_search_path_of_its_own_keeps_no_agent_from_starting(string agent, string entryPoint)
    {
        await using var emulator = await StartAsync("Namespaces");
        var id = await emulator.Client.RuntimeAsync("own_path", agent, variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/app" }, entryPoint: entryPoint);

        Assert.NotNull(await emulator.Client.AskAsync(id, "a", new { }));
    }

    [Theory]
    [InlineData("Namespaces")]
    [InlineData("Users")]
    [InlineData("Limits")]
    public async Task Nobody_else_on_the_machine_sees_them(string level)
    {
        await using var emulator = await StartAsync(level);
        var id = await emulator.Client.RuntimeAsync("probe");
        var token = (string)(await emulator.Client.AskAsync(id, "a", new { @do = "environment" }))["ok"]!["AWS_SESSION_TOKEN"]!;

        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0])).Select(CommandOf), command => command.Contains(token, StringComparison.Ordinal));
        var files = Directory.EnumerateFiles(emulator.State, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });
        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Namespaces")]
    [InlineData("Users")]
    [InlineData("Limits")]
    public async Task An_agent_in_a_folder_finds_what_lies_at_the_root_of_its_code(string level)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "src"));
        File.Copy(RepositoryRoot.Combine("tests", "agentcore", "agents", "probe", "main.py"), Path.Combine(_folder, "src", "main.py"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "at_the_root.py"), "VALUE = 'found'");
        await using var emulator = await StartAsync(level);
        var id = await emulator.Client.RuntimeAsync("nested", _folder, variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["PYTHONPATH"] = "/var/task" }, entryPoint: "src/main.py");

        Assert.Equal("found", (string?)(await emulator.Client.AskAsync(id, "a", new { @do = "import", module = "at_the_root", name = "VALUE" }))["ok"]);
    }

    // Programs in the place of those that start an agent, and a script for shells to read: each leaves a file when it runs.
    private string Plant()
    {
        foreach (var name in Programs)
        {
            var file = Path.Combine(_folder, name);
            File.WriteAllText(file, $"#!/usr/bin/python3\nimport os, sys\nopen({JsonValue.Create(Path.Combine(_folder, $"{name}-ran")).ToJsonString()}, 'w').close()\nos.execv('/usr/bin/{name}', sys.argv)\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        var planted = Path.Combine(_folder, "planted.sh");
        File.WriteAllText(planted, $": > {_folder}/shell-ran\n");
        return planted;
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return string.Empty; // it ended meanwhile
        }
    }

    private static async Task<TestEmulator> StartAsync(string level)
    {
        var emulator = await TestEmulator.StartAsync(options => options with { MostIsolation = Enum.Parse<IsolationLevel>(level) });
        Assert.Equal(level, (string)(await emulator.AdminAsync("sessions"))["isolation"]!);
        return emulator;
    }
}
