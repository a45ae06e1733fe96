namespace Azure.Data.Tables.Tests;

/// <summary>The shared process helper does what other test projects rely on.</summary>
public sealed class ChildProcessTests
{
    [Fact]
    public async Task Lines_are_kept_and_waited_for_and_the_exit_code_is_given()
    {
        await using var process = ChildProcess.Start("sh", ["-c", "echo one; read line; echo \"got $line\" >&2; exit 3"]);

        await process.WaitForLineAsync(line => line == "one");
        await process.WriteLineAsync("two");

        Assert.Equal("got two", await process.WaitForLineAsync(line => line.StartsWith("got", StringComparison.Ordinal)));
        Assert.Equal(3, await process.WaitForExitAsync());
        Assert.Equal([new OutputLine("one", IsError: false), new OutputLine("got two", IsError: true)], process.Lines);
    }

    [Fact]
    public async Task Waiting_for_a_line_of_a_process_that_ends_fails_with_its_output()
    {
        await using var process = ChildProcess.Start("sh", ["-c", "echo last words; exit 4"]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitForLineAsync(line => line == "never"));

        Assert.Contains("exit code 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("last words", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_kills_what_the_process_started()
    {
        var process = ChildProcess.Start("sh", ["-c", "sleep 1000 & echo $!; wait"]);
        var child = int.Parse(await process.WaitForLineAsync(_ => true));

        await process.DisposeAsync();

        await Eventually.TrueAsync(() => !IsRunning(child), "the grandchild to end");
    }

    [Fact]
    public async Task A_crash_ends_only_the_process_itself()
    {
        await using var process = ChildProcess.Start("sh", ["-c", "sleep 1000 & echo $!; wait"]);
        var child = int.Parse(await process.WaitForLineAsync(_ => true));

        await process.CrashAsync();

        Assert.True(process.HasExited);
        Assert.True(IsRunning(child));
        using var orphan = System.Diagnostics.Process.GetProcessById(child);
        orphan.Kill();
    }

    // A killed process that nobody has waited for yet is a zombie: it runs no more.
    private static bool IsRunning(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
