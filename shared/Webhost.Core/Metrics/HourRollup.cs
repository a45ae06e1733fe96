namespace Webhost.Core.Metrics;

/// <summary>The roll-up of an agent's hour.</summary>
public sealed record HourRollup
{
    /// <summary>The owner of the agent.</summary>
    public required string UserId { get; init; }

    /// <summary>The hour's start, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Grows by one with each replacement, so that what is made of it can tell an older state from a newer one.</summary>
    public required long Revision { get; init; }

    /// <summary>When its raw events began to be read.</summary>
    public required DateTimeOffset ComputedAt { get; init; }

    /// <summary>How many invocations were read.</summary>
    public required long Invocations { get; init; }

    /// <summary>The last invocation that was read; null when there was none.</summary>
    public string? LastInvocationId { get; init; }

    /// <summary>Whether its raw events are removed, or about to be: it is final then and never computed again.</summary>
    public bool RawRemoved { get; init; }

    /// <summary>What each deployment used.</summary>
    public required IReadOnlyList<DeploymentRollup> Deployments { get; init; }
}
