using System.Diagnostics;
using System.Globalization;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Logs;

namespace Webhost.Cli.Tests.Shell;

/// <summary>The command as a process of its own: signals, pipes, exit codes.</summary>
public sealed class ProcessTests : CliTest
{
    private const char CtrlC = '\u0003';

    [Fact]
    public async Task Ctrl_c_during_a_deployment_cancels_it_on_the_server_and_exits_130()
    {
        Cli.Project.With("agent.config.json", """{"name":"slow","runtime":"cloudflare","entrypoint":"index.js"}""").With("index.js", "export default {}");
        Api.Deployments.Hang = true;
        using var process = Start("deploy");

        await Api.Deployments.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await InterruptAsync(process);
        var outcome = await EndAsync(process);

        Assert.Equal(130, outcome.ExitCode);
        Assert.Single(Api.Deployments.Cancelled);
        Assert.Equal(DeploymentStatus.Cancelled, Api.Deployments.All["dep_1"].Status);
        Assert.Contains("dep_1 is cancelled", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secrets", "set", "API_KEY", "--agent", "agt_1")]
    [InlineData("login", "--with-token")]
    [InlineData("agents", "delete", "agt_1")]
    public async Task One_ctrl_c_at_a_prompt_ends_the_command(params string[] arguments)
    {
        Api.Agents.Add("support");
        using var process = StartInTerminal(arguments);

        Assert.EndsWith(":", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        await process.StandardInput.WriteAsync(CtrlC);
        await process.StandardInput.FlushAsync();
        var outcome = await EndAsync(process);

        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("Cancelled.", outcome.Output, StringComparison.Ordinal);
        Assert.Single(Api.Agents.All);
    }

    [Fact]
    public async Task Ctrl_c_ends_the_wait_for_a_pipe()
    {
        using var process = Start("invoke", "agt_1", "-");

        // More than a pipe holds: when all of it is written the command is reading.
        await process.StandardInput.WriteAsync(new string('x', 1_000_000));
        await InterruptAsync(process);
        var outcome = await EndAsync(process);

        Assert.Equal(130, outcome.ExitCode);
        Assert.Empty(Api.Runtime.Invocations);
    }

    [Fact]
    public async Task A_secret_of_several_lines_is_pasted_whole_and_not_shown()
    {
        using var process = StartInTerminal("secrets", "set", "PRIVATE_KEY", "--agent", "agt_1");

        await process.StandardOutput.ReadLineAsync();
        await process.StandardInput.WriteAsync("-----BEGIN KEY-----\rMIIcanary\twith tab\r\r-----END KEY-----\r");
        await process.StandardInput.FlushAsync();
        var outcome = await EndAsync(process);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("-----BEGIN KEY-----\nMIIcanary\twith tab\n\n-----END KEY-----", Api.Agents.Secrets["agt_1/PRIVATE_KEY"]);
        Assert.DoesNotContain("canary", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_a_table_is_one_line_on_a_narrow_terminal_and_does_not_steer_it()
    {
        var name = new string('n', 80);
        Api.Agents.Add(name + "\u001b[2J");
        using var process = StartInTerminal("agents", "list");

        var outcome = await EndAsync(process);

        Assert.Contains($"{name}\uFFFD[2J  agt_1  created  cloudflare  custom     –\r\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_browser_can_be_opened_the_address_is_still_written()
    {
        using var process = Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "webhost.dll"), "billing", "portal", "--browser"], path: Cli.Project.Path);
        var outcome = await EndAsync(process);

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("https://", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_read_from_a_pipe_and_is_in_no_argument()
    {
        using var process = Start("secrets", "set", "API_KEY", "--agent", "agt_1");
        await process.StandardInput.WriteLineAsync("sk-canary-7");
        process.StandardInput.Close();
        var outcome = await EndAsync(process);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("sk-canary-7", Api.Agents.Secrets["agt_1/API_KEY"]);
    }

    [Fact]
    public async Task Text_beyond_ascii_passes_both_ways_unharmed()
    {
        using var process = Start("invoke", "agt_1", "-");
        await process.StandardInput.WriteAsync("Grüße, 世界 🚀");
        process.StandardInput.Close();
        var outcome = await EndAsync(process);

        Assert.Equal("You said: Grüße, 世界 🚀\n", outcome.Output);
    }

    [Fact]
    public async Task Following_ends_when_nobody_reads_any_more()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Api.AnswerNext("GET", "/v1/agents/agt_1/logs", context => StandInApi.WriteAsync(context, new Page<LogLine> { Items = [StandInRuntime.Line(1)] }));
        Api.AnswerNext("GET", "/v1/agents/agt_1/logs", async context =>
        {
            await StandInApi.StartEventsAsync(context);
            await closed.Task;
            await StandInApi.WriteEventAsync(context, "log", StandInRuntime.Line(2), "0002");
        });
        using var process = Start("logs", "agt_1", "--follow");

        Assert.Contains("line 1", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        process.StandardOutput.Close();
        closed.SetResult();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(141, process.ExitCode);
    }

    [Theory]
    [InlineData("agents", "lst", "--no-color")]
    [InlineData("deploy", "--bogus", "--no-color")]
    [InlineData("agents", "get", "agt_404", "--no-color")]
    public async Task Nothing_is_coloured_that_the_user_wants_plain(params string[] arguments)
    {
        using var process = StartInTerminal(arguments);
        var outcome = await EndAsync(process);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("error: ", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("limits")]
    public async Task A_full_disk_is_named_and_no_fault_of_the_command(string argument)
    {
        using var process = Start("sh", ["-c", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "webhost.dll")}' {argument} > /dev/full"]);
        var outcome = await EndAsync(process);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("error: No space left on device\n", outcome.Error);
    }

    [Fact]
    public async Task The_version_is_written()
    {
        using var process = Start("--version");
        var outcome = await EndAsync(process);

        Assert.Matches(@"^\d+\.\d+\.\d+\n$", outcome.Output);
    }

    private Process Start(params string[] arguments) => Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "webhost.dll"), .. arguments]);

    /// <summary>Standard input is the keyboard of a terminal, and standard output all of its screen.</summary>
    private Process StartInTerminal(params string[] arguments) =>
        Start("script", ["--quiet", "--return", "--command", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "webhost.dll")}' {string.Join(' ', arguments)}", "/dev/null"]);

    private Process Start(string program, string[] arguments, string? path = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Cli.Project.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["PATH"] = path ?? start.Environment["PATH"];
        start.Environment["WEBHOST_API"] = Api.Address.AbsoluteUri;
        start.Environment["WEBHOST_TOKEN"] = StandInApi.Token;
        start.Environment["WEBHOST_CONFIG_HOME"] = Cli.Project.At("config");
        return Process.Start(start)!;
    }

    private static async Task InterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task<Outcome> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
