using Webhost.Local.Output;
using Webhost.Local.Processes;
using Webhost.Testing;

namespace Webhost.Local.Tests.Processes;

public sealed class RunRecordsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly RunRecords _records;

    public RunRecordsTests() => _records = new RunRecords(_directory.Path, new Terminal(_output, _output, colours: false, TimeProvider.System));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_orphan_is_asked_to_end_and_may_save_its_state()
    {
        var saved = Path.Combine(_directory.Path, "saved");
        var orphan = await StartAsync($"trap 'echo state > {saved}; exit 0' TERM; echo up; while :; do sleep 0.1; done");
        await _records.AddAsync("storage", orphan.Pid);

        await _records.ReapAsync(CancellationToken.None);

        Assert.True(orphan.Ended.IsCompleted || ProcessTable.StartTicks(orphan.Pid) is null);
        Assert.True(File.Exists(saved));
        Assert.Contains($"ending storage (process {orphan.Pid})", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.json"));
    }

    [Fact]
    public async Task The_children_of_an_orphan_that_has_ended_itself_are_ended_too()
    {
        var leader = await StartAsync("sleep 300 & echo up; wait");
        await _records.AddAsync("control plane", leader.Pid);
        var ticks = ProcessTable.StartTicks(leader.Pid)!.Value;
        await Shell.RunAsync($"kill -9 {leader.Pid}");
        await leader.Ended;
        Assert.NotEmpty(ProcessTable.Members(leader.Pid, ticks));

        await _records.ReapAsync(CancellationToken.None);

        Assert.Empty(ProcessTable.Members(leader.Pid, ticks));
    }

    [Fact]
    public async Task What_saves_at_its_end_is_ended_after_those_that_may_still_write_to_it()
    {
        var order = Path.Combine(_directory.Path, "order");
        var storage = await StartAsync($"trap 'echo storage >> {order}; exit 0' TERM; echo up; while :; do sleep 0.1; done");
        var writer = await StartAsync($"trap 'sleep 1; echo writer >> {order}; exit 0' TERM; echo up; while :; do sleep 0.1; done");
        await _records.AddAsync("storage", storage.Pid, savesAtItsEnd: true);
        await _records.AddAsync("writer", writer.Pid);

        await _records.ReapAsync(CancellationToken.None);

        Assert.Equal(["writer", "storage"], await File.ReadAllLinesAsync(order));
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.json"));
    }

    [Fact]
    public async Task A_process_that_only_has_the_same_id_is_left_alone()
    {
        var stranger = await StartAsync("echo up; sleep 300");
        var ticks = ProcessTable.StartTicks(stranger.Pid)!.Value;
        _directory.Write("old.json", $$"""{"name":"old","pid":{{stranger.Pid}},"startTicks":{{ticks - 1}},"bootId":"{{ProcessTable.BootId}}"}""");
        _directory.Write("reboot.json", $$"""{"name":"reboot","pid":{{stranger.Pid}},"startTicks":{{ticks}},"bootId":"another"}""");
        _directory.Write("damaged.json", "{");

        await _records.ReapAsync(CancellationToken.None);

        Assert.NotNull(ProcessTable.StartTicks(stranger.Pid));
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.json"));
        ProcessGroup.Kill(stranger.Pid);
        await stranger.Ended;
    }

    private static async Task<Child> StartAsync(string script)
    {
        var isUp = new TaskCompletionSource();
        var child = Child.Start(new ChildCommand { Program = "sh", Arguments = ["-c", script], WorkingDirectory = "/" }, _ => isUp.TrySetResult());
        await isUp.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return child;
    }
}
