namespace Webhost.Contracts.Errors;

/// <summary>The plan limit that a request ran into.</summary>
public sealed record LimitDetails
{
    /// <summary>The limit's name, such as <c>requestsPerMonth</c>, <c>spendCapUsd</c> or <c>agents</c> (docs/limits.md).</summary>
    public required string Name { get; init; }

    /// <summary>How much of it is used.</summary>
    public required decimal Used { get; init; }

    /// <summary>How much the plan allows.</summary>
    public required decimal Allowed { get; init; }

    /// <summary>When it is full again; null for limits that don't reset.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}
