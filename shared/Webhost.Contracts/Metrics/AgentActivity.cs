namespace Webhost.Contracts.Metrics;

/// <summary>What one of a user's agents did in a window.</summary>
public sealed record AgentActivity
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Failed invocations.</summary>
    public required long Errors { get; init; }

    /// <summary>Tokens, reported or estimated.</summary>
    public required long Tokens { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required double CostUsd { get; init; }

    /// <summary>Invocations by step, from the window's start on; one for each step, also for empty ones.</summary>
    public required IReadOnlyList<long> RequestsByStep { get; init; }
}
