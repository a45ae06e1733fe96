namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>The attributes of a <c>subscription-invoices</c> object that are read. Amounts are in cents.</summary>
internal sealed record InvoiceAttributes
{
    public required long StoreId { get; init; }

    public required long SubscriptionId { get; init; }

    /// <summary><c>initial</c>, <c>renewal</c> or <c>updated</c>.</summary>
    public string? BillingReason { get; init; }

    public string? Currency { get; init; }

    /// <summary><c>pending</c>, <c>paid</c>, <c>void</c>, <c>refunded</c> or <c>partial_refund</c>.</summary>
    public required string Status { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    public long Total { get; init; }

    public long? RefundedAmount { get; init; }

    public InvoiceUrls? Urls { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool? TestMode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(InvoiceAttributes);
}
