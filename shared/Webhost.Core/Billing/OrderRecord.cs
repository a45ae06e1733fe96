namespace Webhost.Core.Billing;

/// <summary>What is known of the order that a subscription began with. Whichever of both is heard of first, they find each other here.</summary>
public sealed record OrderRecord
{
    /// <summary>The order's id at the provider.</summary>
    public required string OrderId { get; init; }

    /// <summary>The subscription that began with it; null until one says so.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Whose it is; null until an event says so.</summary>
    public string? UserId { get; init; }

    /// <summary>The newest that was said of it.</summary>
    public OrderFacts? Facts { get; init; }

    /// <summary>The same with what was said of it, unless something newer is known. Of two for the same moment money that went back is the later: that is never undone.</summary>
    public OrderRecord With(OrderFacts said) => Facts is null || (said.UpdatedAt, said.RefundedInFull, said.RefundedAt is not null).CompareTo((Facts.UpdatedAt, Facts.RefundedInFull, Facts.RefundedAt is not null)) > 0
        ? this with { Facts = said }
        : this;
}
