namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Why a worker no longer holds an instance in memory.</summary>
/// <param name="IsParked">Whether it still owns it and comes back when there is something to do.</param>
/// <param name="WakeAt">When a parked instance has a timer due.</param>
internal readonly record struct RunnerEnd(bool IsParked, DateTimeOffset WakeAt)
{
    /// <summary>It has ended, or belongs to another worker.</summary>
    public static RunnerEnd Gone => default;

    /// <summary>It waits for a message or for a time.</summary>
    public static RunnerEnd Parked(DateTimeOffset wakeAt) => new(IsParked: true, wakeAt);
}
