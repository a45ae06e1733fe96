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
    // Look-ups read the entries without a lock. Every change of them, and of the loads, happens under it: a load that was under way when its key was
    // forgotten can't bring the old value back.
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();
    private readonly Dictionary<TKey, Load> loads = [];

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

    /// <summary>The value, from the cache or by way of <paramref name="load"/>; null when there is none. A load runs on when its caller leaves.</summary>
    public Task<TValue?> GetAsync(TKey key, Func<CancellationToken, Task<TValue?>> load, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(key, out var entry))
        {
            var age = time.GetElapsedTime(entry.LoadedAt);
            if (age < policy.MaximumAge)
            {
                if (age >= policy.RefreshAfter)
                {
                    // Nobody awaits this load: a failure shows when a caller has to wait for the next one.
                    _ = LoadOnce(key, load);
                }

                return Task.FromResult<TValue?>(entry.Value);
            }
        }

        return LoadOnce(key, load).WaitAsync(cancellationToken);
    }

    /// <summary>Forgets a key, so that every look-up from now on sees the newest value.</summary>
    public void Remove(TKey key)
    {
        lock (gate)
        {
            loads.Remove(key);
            entries.TryRemove(key, out _);
        }
    }

    private Task<TValue?> LoadOnce(TKey key, Func<CancellationToken, Task<TValue?>> load)
    {
        lock (gate)
        {
            // A load that has taken longer than a value may be old would bring one that is too old: it is not joined.
            if (loads.TryGetValue(key, out var running) && time.GetElapsedTime(running.StartedAt) < policy.MaximumAge)
            {
                return running.Task;
            }

            // The age counts from before the read: a value is never taken for newer than it is.
            var mine = new Load(time.GetTimestamp());
            loads[key] = mine;
            mine.Task = Task.Run(() => LoadAsync(key, load, mine));
            _ = mine.Task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return mine.Task;
        }
    }

    private async Task<TValue?> LoadAsync(TKey key, Func<CancellationToken, Task<TValue?>> load, Load mine)
    {
        TValue? value = null;
        var loaded = false;
        try
        {
            value = await load(CancellationToken.None);
            loaded = true;
            return value;
        }
        finally
        {
            End(key, mine, value, loaded);
        }
    }

    private void End(TKey key, Load mine, TValue? value, bool loaded)
    {
        lock (gate)
        {
            if (!loads.TryGetValue(key, out var current) || !ReferenceEquals(current, mine))
            {
                return;
            }

            loads.Remove(key);
            if (value is not null)
            {
                MakeRoom();
                entries[key] = new Entry(value, mine.StartedAt);
            }
            else if (loaded)
            {
                entries.TryRemove(key, out _);
            }
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

        // Little room would mean to look through all of them again with the next load.
        if (entries.Count > policy.Capacity * 3 / 4)
        {
            entries.Clear();
        }
    }

    private sealed record Entry(TValue Value, long LoadedAt);

    private sealed class Load(long startedAt)
    {
        public long StartedAt { get; } = startedAt;

        public Task<TValue?> Task { get; set; } = null!;
    }
}
