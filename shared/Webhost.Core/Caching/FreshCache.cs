using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Webhost.Core.Caching;

/// <summary>
/// A bounded cache of values that are never older than the policy allows. Keys in use are refreshed behind the caller, so that a warm
/// look-up neither waits nor allocates; concurrent misses of one key share one load. What is absent is not cached. Thread-safe.
/// </summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TValue">The value's type.</typeparam>
public sealed class FreshCache<TKey, TValue>(TimeProvider time, FreshCachePolicy policy)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue?>>> loads = new();

    /// <summary>A value that is fresh enough to need no refresh; makes no promise to find one that is there.</summary>
    public bool TryGetFresh(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.LoadedAt) < policy.RefreshAfter)
        {
            value = entry.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>The value, from the cache or by way of <paramref name="load"/>; null when there is none.</summary>
    public Task<TValue?> GetAsync(TKey key, Func<CancellationToken, Task<TValue?>> load, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(key, out var entry))
        {
            var age = time.GetElapsedTime(entry.LoadedAt);
            if (age < policy.RefreshAfter)
            {
                return Task.FromResult<TValue?>(entry.Value);
            }

            if (age < policy.MaximumAge)
            {
                // Nobody awaits this load: a failure shows when a caller has to wait for the next one.
                _ = LoadOnceAsync(key, load).ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                return Task.FromResult<TValue?>(entry.Value);
            }
        }

        return LoadOnceAsync(key, load).WaitAsync(cancellationToken);
    }

    /// <summary>Forgets a key, so that the next look-up sees the newest value.</summary>
    public void Remove(TKey key)
    {
        loads.TryRemove(key, out _);
        entries.TryRemove(key, out _);
    }

    private Task<TValue?> LoadOnceAsync(TKey key, Func<CancellationToken, Task<TValue?>> load)
    {
        var mine = new Lazy<Task<TValue?>>(() => Task.Run(() => load(CancellationToken.None)));
        var shared = loads.GetOrAdd(key, mine);
        return ReferenceEquals(shared, mine) ? LoadAsync(key, mine) : shared.Value;
    }

    private async Task<TValue?> LoadAsync(TKey key, Lazy<Task<TValue?>> load)
    {
        // The age counts from before the read: a value is never taken for newer than it is.
        var startedAt = time.GetTimestamp();
        try
        {
            var value = await load.Value;
            var current = loads.TryGetValue(key, out var now) && ReferenceEquals(now, load);
            if (value is null)
            {
                entries.TryRemove(key, out _);
            }
            else if (current)
            {
                MakeRoom();
                entries[key] = new Entry(value, startedAt);
            }

            return value;
        }
        finally
        {
            loads.TryRemove(new KeyValuePair<TKey, Lazy<Task<TValue?>>>(key, load));
        }
    }

    private void MakeRoom()
    {
        if (entries.Count < policy.Capacity)
        {
            return;
        }

        foreach (var (key, entry) in entries)
        {
            if (time.GetElapsedTime(entry.LoadedAt) >= policy.MaximumAge)
            {
                entries.TryRemove(key, out _);
            }
        }

        if (entries.Count >= policy.Capacity)
        {
            entries.Clear();
        }
    }

    private sealed record Entry(TValue Value, long LoadedAt);
}
