namespace Webhost.Core.Billing;

/// <summary>What the payment provider says of one payment of a subscription.</summary>
public sealed record PaymentFacts
{
    /// <summary>The invoice's id at the provider.</summary>
    public required string InvoiceId { get; init; }

    /// <summary>The subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Whether money was received, also when it was given back later.</summary>
    public required bool Paid { get; init; }

    /// <summary>Whether all of it was given back.</summary>
    public required bool RefundedInFull { get; init; }

    /// <summary>When money was given back, all or a part.</summary>
    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>Whether it pays for a whole period, not for a change within one.</summary>
    public required bool ForPeriod { get; init; }

    /// <summary>Whether it is the subscription's first.</summary>
    public required bool First { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment that this is true of.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
