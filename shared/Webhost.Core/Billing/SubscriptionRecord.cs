namespace Webhost.Core.Billing;

/// <summary>
/// All that is known of a subscription: what the provider said of it, by time. It only grows, and what is added gives the same record in whatever order and
/// however often it comes (<see cref="SubscriptionMerge"/>); where the subscription stands follows from it (<see cref="SubscriptionState"/>).
/// </summary>
public sealed record SubscriptionRecord
{
    /// <summary>The subscription's id at the provider.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Whose it is; null until an event or an operator says so. Never changes after that.</summary>
    public string? UserId { get; init; }

    /// <summary>What was said of it, oldest first; only the newest of a long life are kept.</summary>
    public IReadOnlyList<SubscriptionFacts> History { get; init; } = [];

    /// <summary>The moment of the newest statement while there was another one of the same moment and the provider has not been asked; null otherwise.</summary>
    public DateTimeOffset? ContestedAt { get; init; }

    /// <summary>What was said of its payments, oldest first; only the newest are kept.</summary>
    public IReadOnlyList<PaymentFacts> Payments { get; init; } = [];

    /// <summary>The changes that this platform asked the provider for, oldest first; only the newest are kept.</summary>
    public IReadOnlyList<ChangeNote> Changes { get; init; } = [];

    /// <summary>The newest that was said of it; null while only payments are known.</summary>
    public SubscriptionFacts? Newest => History.Count == 0 ? null : History[^1];
}
