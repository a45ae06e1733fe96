namespace Webhost.Core.Telemetry;

/// <summary>
/// Writes items of one partition together: while a write of it is under way, what comes in gathers for the next one, so that the busier a partition is the
/// fewer writes it takes for each item, and an idle one is written to at once. Each caller's items are written when its task ends.
/// </summary>
/// <typeparam name="TKey">What the items of one write have in common.</typeparam>
/// <typeparam name="TItem">What is written.</typeparam>
/// <typeparam name="TResult">What becomes of an item.</typeparam>
/// <param name="largest">About how many items one write takes.</param>
/// <param name="slots">How many writes may be under way at once, of all partitions together.</param>
/// <param name="write">Writes items; answers for each, in order.</param>
internal sealed class GroupCommit<TKey, TItem, TResult>(int largest, SemaphoreSlim slots, Func<TKey, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> write)
    where TKey : notnull
{
    private readonly Lock gate = new();

    // A partition has a queue here as long as somebody writes to it.
    private readonly Dictionary<TKey, Queue<Part>> partitions = [];

    /// <summary>Writes items; for each, in order, what became of it. A failure of the write is the failure of all who took part in it.</summary>
    public Task<IReadOnlyList<TResult>> CommitAsync(TKey key, IReadOnlyList<TItem> items)
    {
        var part = new Part(items);
        lock (gate)
        {
            if (partitions.TryGetValue(key, out var waiting))
            {
                waiting.Enqueue(part);
                return part.Written.Task;
            }

            partitions[key] = new Queue<Part>([part]);
        }

        // It ends by itself, and what fails in it is the failure of those who wait for it.
        _ = DrainAsync(key);
        return part.Written.Task;
    }

    private async Task DrainAsync(TKey key)
    {
        do
        {
            await slots.WaitAsync();
            try
            {
                await WriteAsync(key, Take(key));
            }
            finally
            {
                slots.Release();
            }
        }
        while (IsWaitedFor(key));
    }

    private List<Part> Take(TKey key)
    {
        var parts = new List<Part>();
        var count = 0;
        lock (gate)
        {
            var waiting = partitions[key];
            while (waiting.TryPeek(out var next) && (count == 0 || count + next.Items.Count <= largest))
            {
                parts.Add(waiting.Dequeue());
                count += next.Items.Count;
            }
        }

        return parts;
    }

    private bool IsWaitedFor(TKey key)
    {
        lock (gate)
        {
            return partitions[key].Count > 0 || !partitions.Remove(key);
        }
    }

    private async Task WriteAsync(TKey key, List<Part> parts)
    {
        try
        {
            var results = await write(key, parts is [var only] ? only.Items : [.. parts.SelectMany(part => part.Items)]);
            var start = 0;
            foreach (var part in parts)
            {
                part.Written.SetResult(parts.Count == 1 ? results : [.. results.Skip(start).Take(part.Items.Count)]);
                start += part.Items.Count;
            }
        }
        catch (Exception exception)
        {
            parts.ForEach(part => part.Written.TrySetException(exception));
        }
    }

    private sealed record Part(IReadOnlyList<TItem> Items)
    {
        // Whoever waits goes on elsewhere: the next write must not wait for it.
        public TaskCompletionSource<IReadOnlyList<TResult>> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
