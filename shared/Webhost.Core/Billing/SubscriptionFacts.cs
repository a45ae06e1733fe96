using System.Text.Json.Serialization;
using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>What the payment provider says of a subscription at one moment.</summary>
public sealed record SubscriptionFacts
{
    /// <summary>The subscription's id at the provider.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The order that it began with; null when unknown.</summary>
    public string? OrderId { get; init; }

    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>For how many agents on AgentCore it pays beside the plan.</summary>
    public long AddOns { get; init; }

    /// <summary>What quantity and usage are set on; null while there is nothing, as in a trial.</summary>
    public string? ItemId { get; init; }

    /// <summary>Whether usage is billed by measure.</summary>
    public bool UsageBased { get; init; }

    /// <summary>Where it stands.</summary>
    public required SubscriptionStatus Status { get; init; }

    /// <summary>Whether a pause leaves the service on, for free.</summary>
    public bool PausedForFree { get; init; }

    /// <summary>When a pause ends.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>When the trial ends.</summary>
    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>When the paid period ends and the next payment is due.</summary>
    public DateTimeOffset? RenewsAt { get; init; }

    /// <summary>When it ends or ended.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>On which day of the month it renews; null when unknown.</summary>
    public int? BillingDay { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment that this is true of. Of two that differ, the later one counts.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it was asked of the provider, not told by an event: of two for the same moment, this one counts.</summary>
    public bool Asked { get; init; }

    /// <summary>Whether it has ended, or ends with the paid period.</summary>
    [JsonIgnore]
    public bool IsEnding => Status is SubscriptionStatus.Cancelled or SubscriptionStatus.Expired;

    /// <summary>What it is for.</summary>
    [JsonIgnore]
    public Entitlement Entitlement => new(Tier, AddOns);

    /// <summary>Whether two say the same, wherever they come from.</summary>
    public bool SaysTheSameAs(SubscriptionFacts other) => this with { Asked = other.Asked } == other;
}
