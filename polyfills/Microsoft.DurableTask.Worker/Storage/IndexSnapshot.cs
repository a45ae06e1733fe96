namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>The list at one moment.</summary>
/// <param name="Instances">What has not ended.</param>
/// <param name="Workers">Until when each worker lives, unless it says so again.</param>
internal sealed record IndexSnapshot(IReadOnlyList<IndexEntry> Instances, IReadOnlyDictionary<string, DateTimeOffset> Workers)
{
    /// <summary>Whether a worker lives.</summary>
    public bool IsAlive(string workerId, DateTimeOffset now) => Workers.TryGetValue(workerId, out var expiresAt) && expiresAt > now;
}
