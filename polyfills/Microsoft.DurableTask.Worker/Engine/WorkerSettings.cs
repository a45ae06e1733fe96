namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>How a worker runs orchestrations.</summary>
internal sealed record WorkerSettings
{
    /// <summary>How long a worker is taken for alive without a sign of life.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often a worker gives a sign of life.</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a worker looks for instances to take over and for messages from other processes.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an instance that waits is kept in memory.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a stopping worker waits for activities that run.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How many activities run at once.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrators are loaded or run a turn at once.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many instances of the other workers' shares a worker takes over at one look, should they be slow to do so.</summary>
    public int MaxOthersClaimsPerPoll { get; init; } = 100;

    /// <summary>The wait before a failed storage operation is tried again; it doubles up to <see cref="LongestRetryDelay"/>.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a failed storage operation is tried again.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(5);
}
