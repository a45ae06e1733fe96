using Webhost.Contracts.Alerts;

namespace Webhost.Core.Alerts;

/// <summary>An alert as it is stored, with the state of its deliveries.</summary>
public sealed record AlertRecord
{
    /// <summary>The alert's id: a hash of what it is about, so that whoever sees it first and again names the same.</summary>
    public required string AlertId { get; init; }

    /// <summary>The user.</summary>
    public required string UserId { get; init; }

    /// <summary>The billing period.</summary>
    public required string Period { get; init; }

    /// <summary>When the period ends.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>The limit's name.</summary>
    public required string Limit { get; init; }

    /// <summary>The percentage.</summary>
    public required int Threshold { get; init; }

    /// <summary>How much was used.</summary>
    public required decimal Used { get; init; }

    /// <summary>How much was allowed.</summary>
    public required decimal Allowed { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether a higher threshold speaks for it.</summary>
    public bool Covered { get; init; }

    /// <summary>Until when a process that delivers it has it to itself.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>The deliveries.</summary>
    public required IReadOnlyList<AlertDelivery> Deliveries { get; init; }

    /// <summary>Whether a delivery is yet to be made.</summary>
    public bool IsPending => Deliveries.Any(delivery => delivery.Status == DeliveryStatus.Pending);

    /// <summary>The alert with nothing left to be sent.</summary>
    public AlertRecord Dropped() => this with
    {
        ClaimedUntil = null,
        Deliveries = [.. Deliveries.Select(delivery => delivery.Status == DeliveryStatus.Pending ? delivery with { Status = DeliveryStatus.Dropped, NextAttemptAt = null } : delivery)],
    };

    /// <summary>The alert as the API shows it.</summary>
    public Alert ToContract() => new()
    {
        AlertId = AlertId,
        Period = Period,
        Limit = Limit,
        Threshold = Threshold,
        Used = Used,
        Allowed = Allowed,
        SeenAt = SeenAt,
        Covered = Covered,
        Deliveries = Deliveries,
    };
}
