namespace Webhost.Contracts.Alerts;

/// <summary>The limit and how much of it is used.</summary>
public sealed record AlertMessageData
{
    /// <summary>The alert's id: the same in every repeat.</summary>
    public required string AlertId { get; init; }

    /// <summary>The account.</summary>
    public required string UserId { get; init; }

    /// <summary>The billing period.</summary>
    public required string Period { get; init; }

    /// <summary>When the period ends.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>The limit's name.</summary>
    public required string Limit { get; init; }

    /// <summary>The percentage that was reached.</summary>
    public required int Threshold { get; init; }

    /// <summary>How much is used; costs are estimates.</summary>
    public required decimal Used { get; init; }

    /// <summary>How much is allowed.</summary>
    public required decimal Allowed { get; init; }
}
