namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A subscription.</summary>
internal sealed record Subscription : IRecord
{
    public required long Id { get; init; }

    public required long CustomerId { get; init; }

    public required long OrderId { get; init; }

    public required long OrderItemId { get; init; }

    public required long VariantId { get; init; }

    public required string UserName { get; init; }

    public required string UserEmail { get; init; }

    /// <summary>One of <see cref="SubscriptionStatus"/>.</summary>
    public required string Status { get; init; }

    public required Card Card { get; init; }

    public Pause? Pause { get; init; }

    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>The day of the month on which it renews.</summary>
    public required int BillingAnchor { get; init; }

    public required long Quantity { get; init; }

    /// <summary>In cents; takes the place of the variant's price.</summary>
    public long? CustomPrice { get; init; }

    /// <summary>The period that is paid for, or that the trial covers.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>Its end, exclusive.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>When a charge is tried next.</summary>
    public required DateTimeOffset RenewsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The invoice whose charge failed and is tried again.</summary>
    public long? OpenInvoiceId { get; init; }

    /// <summary>How often it was tried again in vain.</summary>
    public int FailedRetries { get; init; }

    /// <summary>When an unpaid subscription expires.</summary>
    public DateTimeOffset? UnpaidUntil { get; init; }

    /// <summary>What a change within the period adds to the next invoice, in cents; a credit is negative.</summary>
    public long Proration { get; init; }

    /// <summary>Switched on from outside: charges fail whatever the card.</summary>
    public bool PaymentsDecline { get; init; }

    /// <inheritdoc cref="Checkout.CustomData" />
    public string? CustomData { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether a charge goes through now.</summary>
    public bool CanPay => !Card.Declines && !PaymentsDecline;
}
