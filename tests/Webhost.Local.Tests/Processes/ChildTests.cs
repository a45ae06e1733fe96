using System.Collections.Concurrent;
using Webhost.Local.Processes;
using Webhost.Testing;

namespace Webhost.Local.Tests.Processes;

public sealed class ChildTests
{
    private readonly ConcurrentQueue<string> _lines = new();

    [Fact]
    public async Task Its_lines_and_its_end_are_told()
    {
        var end = await Start("echo one; echo two >&2; exit 3").Ended;

        Assert.Equal(3, end.ExitCode);
        Assert.Equal("ended with exit code 3", end.Reason);
        Assert.Equal(["one", "two"], _lines.Order(StringComparer.Ordinal));
        Assert.Equal(["one", "two"], end.LastLines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Standard_input_is_at_its_end()
    {
        Assert.Equal(0, (await Start("cat").Ended).ExitCode);
    }

    [Fact]
    public async Task It_leads_a_group_and_killing_the_group_ends_what_it_started()
    {
        var child = Start("sleep 300 & echo started; wait");
        await Eventually.TrueAsync(() => _lines.Contains("started"), "the child has started its own child");
        var start = ProcessTable.StartTicks(child.Pid)!.Value;
        Assert.Equal(2, ProcessTable.Members(child.Pid, start).Count);

        ProcessGroup.Kill(child.Pid);
        var end = await child.Ended;

        Assert.Equal(137, end.ExitCode);
        Assert.Contains("SIGKILL", end.Reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => ProcessTable.Members(child.Pid, start).Count == 0, "the group is gone");
    }

    [Fact]
    public async Task Its_environment_replaces_variables_whatever_their_case()
    {
        Environment.SetEnvironmentVariable("local_tests_VARIABLE", "outer");
        Environment.SetEnvironmentVariable("LOCAL_TESTS_UNWANTED", "outer");

        await Start("env | grep -i local_tests", new() { ["Local_Tests_Variable"] = "inner" }, ["LOCAL_TESTS_UNWANTED"]).Ended;

        Assert.Equal(["Local_Tests_Variable=inner"], _lines);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_ends_with_a_reason()
    {
        var child = Child.Start(new ChildCommand { Program = "/no/such/program", Arguments = [], WorkingDirectory = "/" }, _lines.Enqueue);

        Assert.NotEqual(0, (await child.Ended).ExitCode);
        Assert.Contains("/no/such/program", string.Join(' ', _lines), StringComparison.Ordinal);
    }

    private Child Start(string script, Dictionary<string, string>? environment = null, IReadOnlyList<string>? without = null) =>
        Child.Start(
            new ChildCommand
            {
                Program = "sh",
                Arguments = ["-c", script],
                WorkingDirectory = "/",
                Environment = new Dictionary<string, string>(environment ?? [], StringComparer.OrdinalIgnoreCase),
                Without = without ?? [],
            },
            _lines.Enqueue);
}
