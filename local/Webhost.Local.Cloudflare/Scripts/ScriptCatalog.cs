using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Logs;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>All scripts, and who is changing which.</summary>
internal sealed class ScriptCatalog(ScriptStore store, LaunchBuilder launches, WorkerdHost host, DispatcherCode dispatcher, string dispatchNamespace, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ScriptKey, Script> _scripts = new();
    private readonly ConcurrentDictionary<ScriptKey, bool> _changing = new();
    private readonly ConcurrentDictionary<string, Task> _removals = new();

    public IReadOnlyCollection<Script> All => [.. _scripts.Values];

    /// <summary>The account's scripts, or those of a dispatch namespace, by name.</summary>
    public IEnumerable<Script> In(string? dispatchNamespace) =>
        _scripts.Values.Where(script => script.Record.Namespace == dispatchNamespace).OrderBy(script => script.Record.Name, StringComparer.Ordinal);

    public Script? Find(ScriptKey key) => _scripts.GetValueOrDefault(key);

    /// <summary>Reads the scripts from disk. Those with an alarm will be woken when it is due.</summary>
    public void Load()
    {
        foreach (var record in store.Load())
        {
            var script = Make(record);
            script.WakeAt = script.NextAlarm();
            _scripts[record.Key] = script;
        }
    }

    /// <summary>Claims a script, existing or not, for one change. Null while another change is in progress; disposing the claim ends it.</summary>
    public IDisposable? TryChange(ScriptKey key) => _changing.TryAdd(key, value: true) ? new Claim(_changing, key) : null;

    /// <summary>Puts a saved record in place and lets its deployed version serve.</summary>
    /// <param name="record">The record.</param>
    /// <param name="drain">How long requests in flight may go on with the old version.</param>
    /// <param name="whileStopped">Runs while no process is on the script's data.</param>
    public void Deploy(ScriptRecord record, TimeSpan drain, Action? whileStopped = null)
    {
        var found = Find(record.Key);
        var script = found ?? Make(record);
        var exclusive = record.Classes.Count > 0 || script.Record.Classes.Count > 0;
        script.Record = record;
        if (found is null)
            _scripts[record.Key] = script;
        script.Runtime.Replace(Launch(record), exclusive, drain, whileStopped);
    }

    /// <summary>Takes the script out at once; its process and data follow when its requests ended.</summary>
    public void Remove(Script script, TimeSpan drain)
    {
        var record = script.Record;
        store.Forget(record.Id);
        _scripts.TryRemove(record.Key, out _);
        _removals[record.Id] = script.Runtime.RemoveAsync(drain, () =>
        {
            script.Log.Dispose();
            store.RemoveFolder(record.Id);
            _removals.TryRemove(record.Id, out _);
        });
    }

    /// <summary>Ends every process, those of scripts that are just being deleted included.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(
        [.. _scripts.Values.Select(script => script.Runtime.DisposeAsync().AsTask()), .. _removals.Values]);

    private Script Make(ScriptRecord record)
    {
        var log = new ScriptLog(record.Key.ToString(), store.FolderOf(record.Id), new TailHub(), host.Time, logger);
        return new Script(record, store.DurableFolderOf(record.Id), new ScriptRuntime(host, record.Key.ToString(), Launch(record), log, logger), log);
    }

    private Func<WorkerdLaunch> Launch(ScriptRecord record) => () => launches.Build(record.Id, record.Deployed, record.Classes) with
    {
        Dispatcher = record.Namespace == dispatchNamespace ? (dispatcher, record.Name) : null,
    };

    private sealed class Claim(ConcurrentDictionary<ScriptKey, bool> changing, ScriptKey key) : IDisposable
    {
        public void Dispose() => changing.TryRemove(key, out _);
    }
}
