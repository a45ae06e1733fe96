using Webhost.Local.Processes;
using Webhost.Testing;

namespace Webhost.Local.Tests.Stack;

[Collection("stack")]
public sealed class DevScriptTests
{
    private static readonly string Script = Testing.RepositoryRoot.Combine("dev");

    [Fact]
    public async Task Help_lists_every_command()
    {
        var (exitCode, output) = await Shell.RunAsync($"cd / && '{Script}' --help");

        Assert.Equal(0, exitCode);
        foreach (var command in new[] { "up", "test", "bench", "reset", "format", "token", "webhost" })
            Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_refused()
    {
        var (exitCode, output) = await Shell.RunAsync($"'{Script}' upp");

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no command 'upp'", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "the .NET 10 SDK is missing ('dotnet' is not on the PATH)")]
    [InlineData("printf '#!/bin/sh\\ncase $1 in --list-sdks) echo \"8.0.100 [/x]\";; *) exit 1;; esac' > dotnet; chmod +x dotnet", "the .NET 10 SDK is missing; installed are: 8.0.100")]
    [InlineData("printf '#!/bin/sh\\n' > dotnet; printf '#!/bin/sh\\necho v18.1.0' > node; chmod +x dotnet node", "Node.js 20.19 or newer is needed, this is v18.1.0")]
    [InlineData("printf '#!/bin/sh\\n' > dotnet; printf '#!/bin/sh\\necho v20.18.3' > node; chmod +x dotnet node", "Node.js 20.19 or newer is needed, this is v20.18.3")]
    public async Task What_is_missing_is_named_in_a_sentence(string prepare, string sentence)
    {
        using var home = new TemporaryDirectory();
        // Every command of the machine but the two that the script asks for.
        var (exitCode, output) = await Shell.RunAsync(
            $"mkdir '{home.Path}/bin' && cd '{home.Path}/bin' && ln -s /usr/bin/* . && rm -f dotnet node npm && {prepare} && PATH=\"$PWD\" HOME='{home.Path}' DOTNET_ROOT= '{Script}' up");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_printed_alone_and_state_is_reset_only_when_the_stack_has_stopped()
    {
        await using var stack = await RunningStack.StartAsync();

        var token = await Shell.RunAsync($"cd / && '{Script}' token alice", stack.Environment);
        var refused = await Shell.RunAsync($"'{Script}' reset --yes", stack.Environment);
        await Shell.RunAsync($"kill -TERM {stack.Process.Id}");
        await stack.Process.WaitForExitAsync();
        var unasked = await Shell.RunAsync($"'{Script}' reset </dev/null", stack.Environment);
        var kept = Directory.Exists(stack.StateDirectory);
        var reset = await Shell.RunAsync($"'{Script}' reset --yes", stack.Environment);

        Assert.Matches(@"^[\w-]+\.[\w-]+\.[\w-]+$", token.Output);
        Assert.Contains("the stack is running", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1, unasked.ExitCode);
        Assert.True(kept);
        Assert.Equal(0, reset.ExitCode);
        Assert.False(Directory.Exists(stack.StateDirectory));
    }

    [Fact]
    public async Task Resetting_after_a_kill_ends_the_orphans()
    {
        await using var stack = await RunningStack.StartAsync();
        var orphans = stack.RecordedProcesses();
        await stack.Process.CrashAsync();

        var reset = await Shell.RunAsync($"'{Script}' reset --yes", stack.Environment);

        Assert.Equal(0, reset.ExitCode);
        await Eventually.TrueAsync(() => orphans.Values.All(pid => ProcessTable.StartTicks(pid) is null), "the orphans are gone");
    }

    [Fact]
    public async Task A_directory_that_is_no_state_is_not_deleted()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("precious", "data");

        var reset = await Shell.RunAsync($"'{Script}' reset --yes", new Dictionary<string, string?>(StringComparer.Ordinal) { ["Local__StateDirectory"] = directory.Path });

        Assert.Equal(1, reset.ExitCode);
        Assert.True(File.Exists(Path.Combine(directory.Path, "precious")));
    }
}
