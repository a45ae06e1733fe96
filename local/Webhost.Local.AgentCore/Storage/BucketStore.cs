using Webhost.Local.AgentCore.Http;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>
/// Buckets and their objects on the disk. An object's bytes lie in a file that never changes; the small file that names it is replaced in one step,
/// so a crash leaves the old object or the new one. Files that nothing names are removed at the start.
/// </summary>
internal sealed class BucketStore : IDisposable
{
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);

    private BucketStore(string root, TimeProvider time)
    {
        _root = root;
        _time = time;
    }

    public DateTimeOffset Now
    {
        get
        {
            // S3 keeps whole seconds.
            var now = _time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    public static BucketStore Open(string root, TimeProvider time)
    {
        PrivateFiles.CreateDirectory(root);
        var store = new BucketStore(root, time);
        foreach (var directory in Directory.EnumerateDirectories(root))
        {
            if (File.Exists(Path.Combine(directory, "bucket.json")))
                store._buckets[Path.GetFileName(directory)] = Bucket.Open(directory);
            else
                Directory.Delete(directory, recursive: true); // its making or its end was cut short
        }

        return store;
    }

    public IReadOnlyList<BucketRecord> All()
    {
        lock (_lock)
            return [.. _buckets.Values.Select(bucket => bucket.Record).OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];
    }

    public Bucket Get(string name)
    {
        lock (_lock)
            return _buckets.GetValueOrDefault(name) ?? throw new AwsException(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    public async Task CreateAsync(string name)
    {
        await _writing.WaitAsync();
        try
        {
            lock (_lock)
            {
                if (_buckets.ContainsKey(name))
                    throw new AwsException(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
            }

            var bucket = await Bucket.CreateAsync(Path.Combine(_root, name), new BucketRecord(name, Now));
            lock (_lock)
                _buckets[name] = bucket;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task DeleteAsync(string name)
    {
        await _writing.WaitAsync();
        try
        {
            await Get(name).RemoveAsync();
            lock (_lock)
                _buckets.Remove(name);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The bytes of an object, for the control plane.</summary>
    public string? FileOf(string bucket, string key)
    {
        lock (_lock)
            return _buckets.GetValueOrDefault(bucket) is { } found && found.Find(key) is { } record ? found.PathOf(record) : null;
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
            bucket.Dispose();
        _writing.Dispose();
    }
}
