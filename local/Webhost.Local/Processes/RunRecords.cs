using System.Text.Json;
using Webhost.Local.KeyVault.Files;
using Webhost.Local.Output;

namespace Webhost.Local.Processes;

/// <summary>The children of this stack as files, and the end of those that a killed supervisor left behind.</summary>
internal sealed class RunRecords(string directory, Terminal terminal)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SavingGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public async Task AddAsync(string name, int pid, bool savesAtItsEnd = false)
    {
        // Without a start time it has ended already, and there is nothing to remember.
        if (ProcessTable.StartTicks(pid) is not { } ticks)
            return;
        var record = new RunRecord(name, pid, ticks, ProcessTable.BootId, savesAtItsEnd);
        await PrivateFiles.WriteAsync(FileOf(name), JsonSerializer.SerializeToUtf8Bytes(record, RunRecordJson.Default.RunRecord));
    }

    public void Remove(string name) => PrivateFiles.Delete(FileOf(name));

    /// <summary>Ends what an earlier supervisor has left running: asked first, so that it can save its state, then killed.</summary>
    public async Task ReapAsync(CancellationToken cancellationToken)
    {
        PrivateFiles.RemoveLeftovers(directory);
        var files = Directory.EnumerateFiles(directory, "*.json").Select(file => (Path: file, Record: Read(file))).ToList();

        // Storage last: what is written to it while it saves for the last time would be acknowledged and lost.
        foreach (var group in files.GroupBy(file => file.Record is { SavesAtItsEnd: true }).OrderBy(group => group.Key))
            await Task.WhenAll(group.Select(file => ReapAsync(file.Path, file.Record, cancellationToken)));
    }

    private async Task ReapAsync(string file, RunRecord? record, CancellationToken cancellationToken)
    {
        if (record is not null && string.Equals(record.BootId, ProcessTable.BootId, StringComparison.Ordinal))
        {
            // A leader that is another process by now has a group of its own, which is not ours either.
            var leader = ProcessTable.StartTicks(record.Pid);
            if ((leader is null || leader == record.StartTicks) && ProcessTable.Members(record.Pid, record.StartTicks).Count > 0)
                await EndAsync(record, cancellationToken);
        }

        PrivateFiles.Delete(file);
    }

    private async Task EndAsync(RunRecord record, CancellationToken cancellationToken)
    {
        terminal.Say($"ending {record.Name} (process {record.Pid}), left behind by a stack that was killed");
        ProcessGroup.Terminate(record.Pid);
        for (var waited = TimeSpan.Zero; waited < (record.SavesAtItsEnd ? SavingGrace : Grace); waited += Interval)
        {
            if (ProcessTable.Members(record.Pid, record.StartTicks).Count == 0)
                return;
            await Task.Delay(Interval, cancellationToken);
        }

        ProcessGroup.Kill(record.Pid);
        while (ProcessTable.Members(record.Pid, record.StartTicks).Count > 0)
            await Task.Delay(Interval, cancellationToken);
    }

    private static RunRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), RunRecordJson.Default.RunRecord);
        }
        catch (JsonException)
        {
            return null; // not ours to judge, and nothing to recognise a process by
        }
    }

    private string FileOf(string name) => Path.Combine(directory, $"{name.Replace(' ', '-')}.json");
}
