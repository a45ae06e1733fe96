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

    /// <summary>The same with what was said of it, unless something newer is known.</summary>
    public OrderRecord With(OrderFacts said) => Facts is null || said.UpdatedAt > Facts.UpdatedAt ? this with { Facts = said } : this;
}
