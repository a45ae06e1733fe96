namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>An invoice of a subscription.</summary>
internal sealed record SubscriptionInvoice : IRecord
{
    public const string Initial = "initial";
    public const string Renewal = "renewal";
    public const string Updated = "updated";

    public const string Pending = "pending";
    public const string Paid = "paid";
    public const string Voided = "void";

    public required long Id { get; init; }

    public required long SubscriptionId { get; init; }

    public required long CustomerId { get; init; }

    public required string UserName { get; init; }

    public required string UserEmail { get; init; }

    /// <summary>Why it was written: <see cref="Initial"/>, <see cref="Renewal"/> or <see cref="Updated"/>.</summary>
    public required string BillingReason { get; init; }

    public required Card Card { get; init; }

    /// <summary>How its payment went: <see cref="Pending"/>, <see cref="Paid"/> or <see cref="Voided"/>; refunds aside.</summary>
    public required string Payment { get; init; }

    /// <summary>In cents.</summary>
    public required long Total { get; init; }

    public long RefundedAmount { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its status: a refund overrules the payment.</summary>
    public string Status => RefundedAmount == 0 ? Payment : RefundedAmount < Total ? "partial_refund" : "refunded";
}
