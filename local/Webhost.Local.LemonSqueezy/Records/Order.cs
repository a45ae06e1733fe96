namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A paid order with its one item.</summary>
internal sealed record Order : IRecord
{
    public required long Id { get; init; }

    /// <summary>A UUID.</summary>
    public required string Identifier { get; init; }

    /// <summary>Counts up in the store.</summary>
    public required long Number { get; init; }

    public required long CustomerId { get; init; }

    public required string UserName { get; init; }

    public required string UserEmail { get; init; }

    public required long ItemId { get; init; }

    public required long VariantId { get; init; }

    public required long Quantity { get; init; }

    /// <summary>In cents, as all amounts are.</summary>
    public required long Total { get; init; }

    public long RefundedAmount { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    /// <inheritdoc cref="Checkout.CustomData" />
    public string? CustomData { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary><c>paid</c>, <c>partial_refund</c> or <c>refunded</c>.</summary>
    public string Status => RefundedAmount == 0 ? "paid" : RefundedAmount < Total ? "partial_refund" : "refunded";
}
