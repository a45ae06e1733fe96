using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

/// <summary>Makes statements of a payment provider.</summary>
internal static class Said
{
    /// <summary>When subscriptions begin: a day and an hour that no clamping hides.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 41, 17, TimeSpan.Zero);

    /// <summary>When what is paid first ends.</summary>
    public static readonly DateTimeOffset Renewal = Start.AddMonths(1);

    /// <summary>What is said of a subscription some hours after its start.</summary>
    public static SubscriptionFacts At(double hours, SubscriptionStatus status = SubscriptionStatus.Active, string tier = "pro", long addOns = 0, string id = "1") => new()
    {
        SubscriptionId = id,
        OrderId = $"order-{id}",
        Tier = tier,
        AddOns = addOns,
        ItemId = $"item-{id}",
        Status = status,
        RenewsAt = Renewal,
        EndsAt = status switch
        {
            SubscriptionStatus.Cancelled => Renewal,
            SubscriptionStatus.Expired => Start.AddHours(hours),
            _ => null,
        },
        BillingDay = Start.Day,
        CreatedAt = Start,
        UpdatedAt = Start.AddHours(hours),
    };

    public static PaymentFacts Payment(double hours, bool refunded = false, bool paid = true, bool first = true, bool forPeriod = true, string id = "1", double? updated = null) => new()
    {
        InvoiceId = $"invoice-{id}-{hours}",
        SubscriptionId = id,
        Paid = paid,
        RefundedInFull = refunded,
        RefundedAt = refunded ? Start.AddHours(updated ?? hours) : null,
        ForPeriod = forPeriod,
        First = first,
        CreatedAt = Start.AddHours(hours),
        UpdatedAt = Start.AddHours(updated ?? hours),
    };

    public static OrderFacts Order(double hours, bool refunded = false, string id = "1") => new()
    {
        OrderId = $"order-{id}",
        RefundedInFull = refunded,
        RefundedAt = refunded ? Start.AddHours(hours) : null,
        CreatedAt = Start,
        UpdatedAt = Start.AddHours(hours),
    };

    /// <summary>A change to less between two hours that this platform asked for, with what was paid for until the renewal.</summary>
    public static ChangeNote Change(double from, double? changed, string tier = "pro", long addOns = 0) => new()
    {
        Paid = new Entitlement(tier, addOns),
        PaidUntil = Renewal,
        From = Start.AddHours(from),
        NotedAt = Start.AddHours(changed ?? from),
        ChangedAt = changed is { } hours ? Start.AddHours(hours) : null,
    };

    public static SubscriptionRecord Record(params IEnumerable<SubscriptionFacts> said) =>
        said.Aggregate(new SubscriptionRecord { SubscriptionId = "1" }, (record, facts) => record.With(facts).Record);
}
