namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>An instance that has not ended, as listed.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Owner">The worker that is said to run it.</param>
/// <param name="Signal">Changes whenever there is something new for it.</param>
/// <param name="ListedAt">When it was listed, for entries whose instance never came to be.</param>
internal sealed record IndexEntry(string InstanceId, string? Owner, string Signal, DateTimeOffset ListedAt);
