using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>A bucket and what is in it.</summary>
internal sealed class Bucket : IDisposable
{
    private readonly string _directory;
    private readonly SortedDictionary<string, ObjectRecord> _objects = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private bool _isRemoved;

    private Bucket(string directory, BucketRecord record)
    {
        _directory = directory;
        Record = record;
        foreach (var part in new[] { directory, Objects, Data, Uploads })
            PrivateFiles.CreateDirectory(part);
    }

    public BucketRecord Record { get; }

    /// <summary>Where multipart uploads are gathered.</summary>
    public string Uploads => Path.Combine(_directory, "uploads");

    private string Objects => Path.Combine(_directory, "objects");

    private string Data => Path.Combine(_directory, "data");

    public static async Task<Bucket> CreateAsync(string directory, BucketRecord record)
    {
        var bucket = new Bucket(directory, record);
        await PrivateFiles.WriteAsync(Path.Combine(directory, "bucket.json"), JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.BucketRecord));
        return bucket;
    }

    public static Bucket Open(string directory)
    {
        var bucket = new Bucket(directory, JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, "bucket.json")), StorageJson.Default.BucketRecord)!);
        PrivateFiles.RemoveLeftovers(bucket.Objects);
        foreach (var file in Directory.EnumerateFiles(bucket.Objects))
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(file), StorageJson.Default.ObjectRecord)!;
            bucket._objects[record.Key] = record;
        }

        var named = bucket._objects.Values.Select(record => record.Data).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(bucket.Data).Where(file => !named.Contains(Path.GetFileName(file))))
            File.Delete(file);
        return bucket;
    }

    public string PathOf(ObjectRecord record) => Path.Combine(Data, record.Data);

    /// <summary>A name for new bytes.</summary>
    public string NewData() => Path.Combine(Data, RandomNumberGenerator.GetHexString(32, lowercase: true));

    public ObjectRecord? Find(string key)
    {
        lock (_lock)
            return _objects.GetValueOrDefault(key);
    }

    public ObjectRecord Get(string key) => Find(key) ?? throw new AwsException(404, "NoSuchKey", "The specified key does not exist.");

    /// <summary>Puts an object, whose bytes lie in their file already.</summary>
    /// <param name="record">The object.</param>
    /// <param name="onlyNew">Whether one that is there refuses it.</param>
    /// <param name="ifMatch">The ETag that the one that is there must have; null for any.</param>
    public async Task PutAsync(ObjectRecord record, bool onlyNew = false, string? ifMatch = null)
    {
        await _writing.WaitAsync();
        try
        {
            var old = Find(record.Key);
            if (_isRemoved || (onlyNew && old is not null) || (ifMatch is not null && !string.Equals(old?.ETag, ifMatch, StringComparison.Ordinal)))
            {
                File.Delete(PathOf(record));
                throw _isRemoved
                    ? new AwsException(404, "NoSuchBucket", "The specified bucket does not exist")
                    : new AwsException(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
            }

            await PrivateFiles.WriteAsync(FileOf(record.Key), JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.ObjectRecord));
            lock (_lock)
                _objects[record.Key] = record;
            if (old is not null && !string.Equals(old.Data, record.Data, StringComparison.Ordinal))
                File.Delete(PathOf(old)); // whoever reads it still has it open
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task DeleteAsync(string key)
    {
        await _writing.WaitAsync();
        try
        {
            if (Find(key) is not { } record)
                return;
            PrivateFiles.Delete(FileOf(key));
            lock (_lock)
                _objects.Remove(key);
            File.Delete(PathOf(record));
        }
        finally
        {
            _writing.Release();
        }
    }

    public IReadOnlyList<ObjectRecord> After(string prefix, string? after)
    {
        lock (_lock)
            return [.. _objects.Values.Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(record.Key, after) > 0))];
    }

    public async Task RemoveAsync()
    {
        await _writing.WaitAsync();
        try
        {
            lock (_lock)
            {
                if (_objects.Count > 0)
                    throw new AwsException(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
                _isRemoved = true;
            }

            PrivateFiles.Delete(Path.Combine(_directory, "bucket.json"));
            Directory.Delete(_directory, recursive: true);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private string FileOf(string key) => Path.Combine(Objects, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}.json");
}
