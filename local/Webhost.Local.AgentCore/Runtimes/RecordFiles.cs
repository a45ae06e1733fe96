using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>Records in memory for reading, each in a file of its own that a change replaces before anybody sees it.</summary>
internal sealed class RecordFiles<T> : IDisposable
    where T : class
{
    private readonly string _directory;
    private readonly JsonTypeInfo<T> _type;
    private readonly SemaphoreSlim _writing = new(1);
    private volatile IReadOnlyDictionary<string, T> _records;

    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public RecordFiles(string directory, JsonTypeInfo<T> type)
    {
        _directory = directory;
        _type = type;
        PrivateFiles.CreateDirectory(directory);
        PrivateFiles.RemoveLeftovers(directory);
        _records = Directory.EnumerateFiles(directory, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file)!, Read, StringComparer.Ordinal);
    }

    public IEnumerable<T> All => _records.Values;

    public int Count => _records.Count;

    public T? Find(string name) => _records.GetValueOrDefault(name);

    /// <summary>Makes a change of one record, unless it throws.</summary>
    /// <param name="name">Its name: letters, digits, <c>-</c>, <c>_</c>.</param>
    /// <param name="change">Gets the record, or null when there is none, and answers the new one, or null to remove it.</param>
    public async Task<T?> ChangeAsync(string name, Func<T?, T?> change)
    {
        await _writing.WaitAsync();
        try
        {
            var old = Find(name);
            var changed = change(old);
            if (ReferenceEquals(old, changed))
                return changed;
            var file = Path.Combine(_directory, $"{name}.json");
            var records = new Dictionary<string, T>(_records, StringComparer.Ordinal);
            if (changed is null)
            {
                PrivateFiles.Delete(file);
                records.Remove(name);
            }
            else
            {
                await PrivateFiles.WriteAsync(file, JsonSerializer.SerializeToUtf8Bytes(changed, _type));
                records[name] = changed;
            }

            _records = records;
            return changed;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private T Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), _type) ?? throw new InvalidDataException($"'{file}' is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file}' can't be read: {exception.Message}", exception);
        }
    }
}
