namespace Webhost.Contracts.Errors;

/// <summary>The plan limit that a request ran into.</summary>
public sealed record LimitDetails
{
    /// <summary>The limit's name, such as <c>requestsPerMonth</c>, <c>agents</c> or <c>agentCore</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How much of it is used.</summary>
    public required long Used { get; init; }

    /// <summary>How much the plan allows.</summary>
    public required long Allowed { get; init; }

    /// <summary>When it is full again; null for limits that don't reset.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}
