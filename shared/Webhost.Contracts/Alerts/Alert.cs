namespace Webhost.Contracts.Alerts;

/// <summary>A limit that was used up to a threshold. There is one for each threshold of a limit in a period.</summary>
public sealed record Alert
{
    /// <summary>The alert's id (<c>alt_…</c>); also the id of each message about it, by which a receiver recognises a repeat.</summary>
    public required string AlertId { get; init; }

    /// <summary>The billing period.</summary>
    public required string Period { get; init; }

    /// <summary>The limit's name, such as <c>requestsPerMonth</c> or <c>spendCapUsd</c>.</summary>
    public required string Limit { get; init; }

    /// <summary>The percentage that was reached.</summary>
    public required int Threshold { get; init; }

    /// <summary>How much was used when it was seen.</summary>
    public required decimal Used { get; init; }

    /// <summary>How much was allowed.</summary>
    public required decimal Allowed { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether it was not sent because a higher threshold was reached with it or before it.</summary>
    public required bool Covered { get; init; }

    /// <summary>What became of it by each way.</summary>
    public required IReadOnlyList<AlertDelivery> Deliveries { get; init; }
}
