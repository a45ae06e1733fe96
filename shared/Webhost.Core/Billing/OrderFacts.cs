namespace Webhost.Core.Billing;

/// <summary>What the payment provider says of the order that a subscription began with.</summary>
public sealed record OrderFacts
{
    /// <summary>The order's id at the provider.</summary>
    public required string OrderId { get; init; }

    /// <summary>Whether all of it was given back.</summary>
    public required bool RefundedInFull { get; init; }

    /// <summary>When money was given back, all or a part.</summary>
    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment that this is true of.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
