namespace Webhost.Core.Billing;

/// <summary>An event of the payment provider, read. At most one of subscription, payment and order is there.</summary>
public sealed record BillingEvent
{
    /// <summary>The provider's name of it.</summary>
    public required string Name { get; init; }

    /// <summary>The JSON document to keep: without names, addresses, cards and signed links. Reading it gives the same event.</summary>
    public required string Document { get; init; }

    /// <summary>Why nothing is to be done about it; null when something is.</summary>
    public string? IgnoredBecause { get; init; }

    /// <summary>Whose it is, as the custom data of the checkout claims; null when it claims nothing.</summary>
    public CheckoutClaim? Claim { get; init; }

    /// <summary>What it says of a subscription.</summary>
    public SubscriptionFacts? Subscription { get; init; }

    /// <summary>What it says of a payment.</summary>
    public PaymentFacts? Payment { get; init; }

    /// <summary>What it says of an order.</summary>
    public OrderFacts? Order { get; init; }

    /// <summary>The subscription that it is about; null for orders and what is ignored.</summary>
    public string? SubscriptionId => Subscription?.SubscriptionId ?? Payment?.SubscriptionId;

    /// <summary>What it is about, so that events of one subject are processed together.</summary>
    public string? Subject => SubscriptionId is { } subscription ? $"subscription {subscription}" : Order is { } order ? $"order {order.OrderId}" : null;
}
