namespace Webhost.Core.Billing;

/// <summary>What a checkout is made for.</summary>
public sealed record CheckoutOrder
{
    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>For how many agents on AgentCore to pay beside the plan.</summary>
    public required long AddOns { get; init; }

    /// <summary>Whose it is.</summary>
    public required CheckoutClaim Claim { get; init; }

    /// <summary>Filled in on the page, where the buyer may change it.</summary>
    public string? Email { get; init; }

    /// <summary>Where the buyer's browser goes after paying.</summary>
    public Uri? ReturnUrl { get; init; }

    /// <summary>Until when the link is good.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
