using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Billing.LemonSqueezy;

/// <summary>Translates Lemon Squeezy's objects into what the platform knows: variants become plans, and a quantity beyond one becomes add-ons.</summary>
internal sealed class FactReader(IOptions<LemonSqueezyOptions> options)
{
    private readonly Dictionary<long, string> tiers = options.Value.Sold.ToDictionary(sold => long.Parse(sold.Variant, CultureInfo.InvariantCulture), sold => sold.Tier);
    private readonly long storeId = long.Parse(options.Value.StoreId, CultureInfo.InvariantCulture);

    /// <summary>Whether objects of a mode are ours.</summary>
    public bool IsOurMode(bool? testMode) => testMode is null || testMode == options.Value.TestMode;

    /// <summary>Whether objects of a store are ours.</summary>
    public bool IsOurStore(long store) => store == storeId;

    /// <summary>What is said of a subscription; the reason when nothing can be made of it.</summary>
    public bool TryRead(Resource<SubscriptionAttributes> resource, bool asked, [NotNullWhen(true)] out SubscriptionFacts? facts, [NotNullWhen(false)] out string? reason)
    {
        facts = null;
        var said = resource.Attributes;
        if (StatusOf(said.Status) is not { } status)
        {
            reason = "Its status is unknown here.";
            return false;
        }

        if (!tiers.TryGetValue(said.VariantId, out var tier))
        {
            reason = $"Its variant {said.VariantId} is no plan here (LemonSqueezy__Variants).";
            return false;
        }

        var item = said.FirstSubscriptionItem;
        var usageBased = item?.IsUsageBased ?? false;
        facts = new SubscriptionFacts
        {
            SubscriptionId = resource.Id,
            OrderId = said.OrderId?.ToString(CultureInfo.InvariantCulture),
            Tier = tier,
            AddOns = usageBased ? 0 : Math.Max(0, (item?.Quantity ?? 1) - 1),
            ItemId = item?.Id.ToString(CultureInfo.InvariantCulture),
            UsageBased = usageBased,
            Status = status,
            PausedForFree = string.Equals(said.Pause?.Mode, "free", StringComparison.Ordinal),
            ResumesAt = said.Pause?.ResumesAt,
            TrialEndsAt = said.TrialEndsAt,
            RenewsAt = said.RenewsAt,
            EndsAt = said.EndsAt,
            BillingDay = said.BillingAnchor,
            CreatedAt = said.CreatedAt,
            UpdatedAt = said.UpdatedAt,
            Asked = asked,
        };
        reason = null;
        return true;
    }

    /// <summary>What is said of a payment.</summary>
    public static PaymentFacts Read(Resource<InvoiceAttributes> resource)
    {
        var said = resource.Attributes;
        return new PaymentFacts
        {
            InvoiceId = resource.Id,
            SubscriptionId = said.SubscriptionId.ToString(CultureInfo.InvariantCulture),
            Paid = said.Status is "paid" or "refunded" or "partial_refund",
            RefundedInFull = IsRefundedInFull(said.Status, said.Total, said.RefundedAmount),
            RefundedAt = said.RefundedAt,
            ForPeriod = said.BillingReason is not "updated",
            First = said.BillingReason is "initial",
            CreatedAt = said.CreatedAt,
            UpdatedAt = said.UpdatedAt,
        };
    }

    /// <summary>What is said of an order.</summary>
    public static OrderFacts Read(Resource<OrderAttributes> resource)
    {
        var said = resource.Attributes;
        return new OrderFacts
        {
            OrderId = resource.Id,
            RefundedInFull = IsRefundedInFull(said.Status, said.Total, said.RefundedAmount),
            RefundedAt = said.RefundedAt,
            CreatedAt = said.CreatedAt,
            UpdatedAt = said.UpdatedAt,
        };
    }

    /// <summary>The name of a status at Lemon Squeezy.</summary>
    public static string NameOf(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.OnTrial => "on_trial",
        SubscriptionStatus.Active => "active",
        SubscriptionStatus.PastDue => "past_due",
        SubscriptionStatus.Unpaid => "unpaid",
        SubscriptionStatus.Paused => "paused",
        SubscriptionStatus.Cancelled => "cancelled",
        SubscriptionStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status there."),
    };

    // A refund of the whole sum may be said by the status, by the sum, or by both. A free order has no sum to give back.
    private static bool IsRefundedInFull(string status, long total, long? refunded) => status is "refunded" || (total > 0 && refunded >= total);

    private static SubscriptionStatus? StatusOf(string name) => name switch
    {
        "on_trial" => SubscriptionStatus.OnTrial,
        "active" => SubscriptionStatus.Active,
        "past_due" => SubscriptionStatus.PastDue,
        "unpaid" => SubscriptionStatus.Unpaid,
        "paused" or "pause" => SubscriptionStatus.Paused,
        "cancelled" => SubscriptionStatus.Cancelled,
        "expired" => SubscriptionStatus.Expired,
        _ => null,
    };
}
