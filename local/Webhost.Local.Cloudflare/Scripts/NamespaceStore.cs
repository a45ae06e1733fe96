using System.Text.Json;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>The dispatch namespaces, in one file.</summary>
internal sealed class NamespaceStore(string stateDirectory, TimeProvider time)
{
    private readonly string _file = Path.Combine(stateDirectory, "namespaces.json");
    private readonly Lock _lock = new();
    private List<DispatchNamespace> _namespaces = [];

    public IReadOnlyList<DispatchNamespace> All
    {
        get
        {
            lock (_lock)
                return [.. _namespaces];
        }
    }

    /// <summary>Reads the file, and makes the namespace that must exist.</summary>
    public void Load(string required)
    {
        if (File.Exists(_file))
            _namespaces = JsonSerializer.Deserialize(File.ReadAllText(_file), ScriptJson.Default.ListDispatchNamespace) ?? [];
        TryAdd(required, out _);
    }

    public DispatchNamespace? Find(string name)
    {
        lock (_lock)
            return _namespaces.Find(item => item.Name == name);
    }

    /// <summary>False when the name is taken.</summary>
    public bool TryAdd(string name, out DispatchNamespace added)
    {
        added = new DispatchNamespace { Id = Guid.CreateVersion7(time.GetUtcNow()), Name = name, CreatedOn = time.GetUtcNow() };
        lock (_lock)
        {
            if (_namespaces.Exists(item => item.Name == name))
                return false;
            _namespaces.Add(added);
            Save();
            return true;
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            _namespaces.RemoveAll(item => item.Name == name);
            Save();
        }
    }

    private void Save()
    {
        File.WriteAllText(_file + ".new", JsonSerializer.Serialize(_namespaces, ScriptJson.Default.ListDispatchNamespace));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
