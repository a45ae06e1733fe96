namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>The attributes of an <c>orders</c> object that are read. Amounts are in cents.</summary>
internal sealed record OrderAttributes
{
    public required long StoreId { get; init; }

    /// <summary><c>pending</c>, <c>failed</c>, <c>paid</c>, <c>refunded</c> or <c>partial_refund</c>.</summary>
    public required string Status { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    public long Total { get; init; }

    public long? RefundedAmount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool? TestMode { get; init; }
}
