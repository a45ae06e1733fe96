namespace Webhost.Core.Billing;

/// <summary>A checkout that was made, kept for a purchase of which no event arrives.</summary>
public sealed record OpenCheckout
{
    /// <summary>Its id.</summary>
    public required string CheckoutId { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>The add-ons.</summary>
    public required long AddOns { get; init; }

    /// <summary>What the address that was filled in is found by (<see cref="LostPurchases.HashAsync"/>).</summary>
    public required string EmailHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it can be paid.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
