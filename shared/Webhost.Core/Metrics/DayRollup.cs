namespace Webhost.Core.Metrics;

/// <summary>The roll-up of an agent's day: the sum of its hours' roll-ups.</summary>
public sealed record DayRollup
{
    /// <summary>The owner of the agent.</summary>
    public required string UserId { get; init; }

    /// <summary>The day's start, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Grows by one with each replacement.</summary>
    public required long Revision { get; init; }

    /// <summary>What each deployment used.</summary>
    public required IReadOnlyList<DeploymentRollup> Deployments { get; init; }
}
