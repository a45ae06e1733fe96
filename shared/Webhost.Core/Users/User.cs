using System.Text.Json.Serialization;

namespace Webhost.Core.Users;

/// <summary>An account holder (master spec §6.1).</summary>
public sealed record User
{
    /// <summary>The user's id.</summary>
    public required string UserId { get; init; }

    /// <summary>The identity provider's subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The e-mail address; null if the provider reported none. To be shown to the user alone: anybody may claim any (<see cref="EmailVerified"/>).</summary>
    public string? Email { get; init; }

    /// <summary>Whether the identity provider vouches for <see cref="Email"/>.</summary>
    public bool EmailVerified { get; init; }

    /// <summary>The display name; null if the provider reported none.</summary>
    public string? Name { get; init; }

    /// <summary>The plan's name.</summary>
    public required string SubscriptionTier { get; init; }

    /// <summary>When the user's plan renews: each month at this day and time (UTC), and billing periods turn within the hour after it; null for calendar months in UTC, until the first subscription.</summary>
    public DateTimeOffset? BillingAnchor { get; init; }

    /// <summary>Since when billing periods go by <see cref="BillingAnchor"/>, a whole hour; null in rows that were written before this was noted.</summary>
    public DateTimeOffset? BillingSince { get; init; }

    /// <summary>The most US dollars, estimated, that the user lets a billing period cost; null for no cap.</summary>
    public decimal? SpendCapUsd { get; init; }

    /// <summary>For how many agents on AgentCore the user pays beside the plan.</summary>
    public long AgentCoreAddOns { get; init; }

    /// <summary>Until when an overdue payment changes nothing; after it nothing new can be made or deployed. Null when nothing is overdue.</summary>
    public DateTimeOffset? PaymentGraceEndsAt { get; init; }

    /// <summary>The runtime that new agents get when none is named.</summary>
    public required string DefaultRuntimeProvider { get; init; }

    /// <summary>The deletion of the account while it is under way: nothing new is let in then. Null otherwise.</summary>
    public string? DeletionId { get; init; }

    /// <summary>When the user first called.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The address that is known to be the user's, or null: the one that something may be given for, or sent to.</summary>
    [JsonIgnore]
    public string? VerifiedEmail => EmailVerified ? Email : null;
}
