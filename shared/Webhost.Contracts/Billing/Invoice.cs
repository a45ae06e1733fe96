namespace Webhost.Contracts.Billing;

/// <summary>One payment of a subscription.</summary>
public sealed record Invoice
{
    /// <summary>The invoice's id at the payment provider.</summary>
    public required string InvoiceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The total with tax, in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Three letters, such as <c>USD</c>.</summary>
    public required string Currency { get; init; }

    /// <summary><c>pending</c>, <c>paid</c>, <c>void</c>, <c>refunded</c> or <c>partially_refunded</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether all or a part of it was given back.</summary>
    public required bool Refunded { get; init; }

    /// <summary>How much was given back.</summary>
    public decimal? RefundedAmount { get; init; }

    /// <summary>Where to get it as a document; null while it is pending.</summary>
    public Uri? Url { get; init; }
}
