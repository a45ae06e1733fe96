namespace Webhost.Core.Billing;

/// <summary>
/// Written down before the payment provider is asked for a change of a subscription: what is paid for by then, and until when that is kept although the change is to less. Customers make changes
/// to less at the provider too, which credits them; nothing is kept then, so that nobody has what was given back.
/// </summary>
public sealed record ChangeNote
{
    /// <summary>How long a request may take, with all its repeats; our clock and the provider's may differ by as much.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>What is paid for.</summary>
    public required Entitlement Paid { get; init; }

    /// <summary>Until when that is kept; null where the change is charged or credited, so that it is kept only while the change is under way.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>The moment that the provider's statement before the change is true of.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When this was written down, by our clock.</summary>
    public required DateTimeOffset NotedAt { get; init; }

    /// <summary>The moment that the provider's statement after the change is true of; null until the provider has answered.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Until when what is paid for is kept; null for not at all.</summary>
    internal DateTimeOffset? KeptUntil => PaidUntil ?? (ChangedAt is null ? NotedAt + Longest : null);

    /// <summary>Whether the provider may be at it.</summary>
    internal bool IsUnderWay(DateTimeOffset now) => ChangedAt is null && now < NotedAt + Longest;

    /// <summary>The same, now that the provider has answered. One that was refused and changed nothing is told of by no statement, least of all by the one before it, which may be of the customer's own change.</summary>
    public ChangeNote EndedBy(SubscriptionFacts answer, bool refused = false) =>
        this with { ChangedAt = refused && answer.UpdatedAt <= From ? From.AddTicks(-1) : answer.UpdatedAt };

    /// <summary>Whether a statement tells of this change: by the provider's answer, or while there is none by the time.</summary>
    internal bool Covers(SubscriptionFacts facts) => ChangedAt is { } changed
        ? facts.UpdatedAt == changed || (facts.UpdatedAt > From && facts.UpdatedAt < changed)
        : facts.UpdatedAt > From && (facts.UpdatedAt - NotedAt).Duration() <= Longest;

    /// <summary>Whether a payment is for this change.</summary>
    internal bool IsChargedBy(PaymentFacts payment) => !payment.ForPeriod && payment.CreatedAt >= From && payment.CreatedAt <= (ChangedAt ?? NotedAt) + Longest;

    /// <summary>Whether a payment may be for a change that somebody else made, which a statement tells of: by the time alone.</summary>
    internal static bool MayBeChargedBy(PaymentFacts payment, SubscriptionFacts change) => !payment.ForPeriod && (payment.CreatedAt - change.UpdatedAt).Duration() <= Longest;

    /// <summary>Whether two are of the same change, whatever is known of its end.</summary>
    internal bool IsOfTheSameAs(ChangeNote other) => this with { ChangedAt = other.ChangedAt } == other;
}
