using System.Globalization;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>The code of versions, each unpacked once for all of its sessions. What was used last is kept for the sessions to come.</summary>
/// <param name="folder">Where it lies; what an earlier emulator has left there is removed.</param>
/// <param name="runtimes">Where the zips are.</param>
internal sealed class UnpackedCode(string folder, RuntimeStore runtimes)
{
    private const int MostUnused = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string RuntimeId, string Version), Entry> _entries = [];
    private long _last;

    /// <summary>Makes the folder, empty.</summary>
    public void Open()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PrivateFiles.CreateDirectory(folder);
    }

    /// <summary>The folder with a version's code, which stays until <see cref="Return"/>.</summary>
    /// <exception cref="IOException">It can't be unpacked; the next call tries again.</exception>
    public async Task<string> TakeAsync(string runtimeId, string version)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue((runtimeId, version), out entry))
            {
                var path = Path.Combine(folder, (++_last).ToString(CultureInfo.InvariantCulture));
                _entries[(runtimeId, version)] = entry = new Entry(path, Task.Run(() => Unpack(runtimes.CodeOf(runtimeId, version), path)));
            }

            entry.Sessions++;
        }

        try
        {
            await entry.Unpacked;
            return entry.Folder;
        }
        catch
        {
            lock (_lock)
            {
                if (_entries.GetValueOrDefault((runtimeId, version)) == entry)
                    _entries.Remove((runtimeId, version));
            }

            throw;
        }
    }

    /// <summary>A session that took the code has ended.</summary>
    public void Return(string runtimeId, string version)
    {
        Entry[] unused;
        lock (_lock)
        {
            if (!_entries.TryGetValue((runtimeId, version), out var entry))
                return;
            entry.Sessions--;
            entry.LastUsed = ++_last;
            unused = Remove(_entries.Where(each => each.Value.Sessions == 0).OrderByDescending(each => each.Value.LastUsed).Skip(MostUnused));
        }

        Delete(unused);
    }

    /// <summary>A runtime is gone, and its sessions with it.</summary>
    public void Forget(string runtimeId)
    {
        Entry[] unused;
        lock (_lock)
            unused = Remove(_entries.Where(each => each.Key.RuntimeId == runtimeId && each.Value.Sessions == 0));
        Delete(unused);
    }

    private static void Unpack(string zip, string path)
    {
        PrivateFiles.CreateDirectory(path);
        try
        {
            CodeArchive.Unpack(zip, path, forAnyUser: true);
        }
        catch
        {
            Directory.Delete(path, recursive: true);
            throw;
        }
    }

    private Entry[] Remove(IEnumerable<KeyValuePair<(string RuntimeId, string Version), Entry>> entries)
    {
        var removed = entries.ToArray();
        foreach (var (key, _) in removed)
            _entries.Remove(key);
        return [.. removed.Select(each => each.Value)];
    }

    private static void Delete(Entry[] entries)
    {
        foreach (var entry in entries)
            Directory.Delete(entry.Folder, recursive: true);
    }

    private sealed class Entry(string folder, Task unpacked)
    {
        public string Folder => folder;

        public Task Unpacked => unpacked;

        public int Sessions { get; set; }

        public long LastUsed { get; set; }
    }
}
