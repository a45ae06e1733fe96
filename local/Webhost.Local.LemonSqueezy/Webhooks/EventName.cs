namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>The events that webhooks hear of.</summary>
internal static class EventName
{
    public const string OrderCreated = "order_created";
    public const string OrderRefunded = "order_refunded";
    public const string SubscriptionCreated = "subscription_created";

    /// <summary>Comes with every change of a subscription, beside the event that is named after it.</summary>
    public const string SubscriptionUpdated = "subscription_updated";

    public const string SubscriptionCancelled = "subscription_cancelled";
    public const string SubscriptionResumed = "subscription_resumed";
    public const string SubscriptionExpired = "subscription_expired";
    public const string SubscriptionPaused = "subscription_paused";
    public const string SubscriptionUnpaused = "subscription_unpaused";
    public const string SubscriptionPlanChanged = "subscription_plan_changed";

    // These carry an invoice, not a subscription.
    public const string PaymentSuccess = "subscription_payment_success";
    public const string PaymentFailed = "subscription_payment_failed";
    public const string PaymentRecovered = "subscription_payment_recovered";
    public const string PaymentRefunded = "subscription_payment_refunded";

    /// <summary>All that can be subscribed to; the last two never happen here.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        OrderCreated, OrderRefunded, SubscriptionCreated, SubscriptionUpdated, SubscriptionCancelled, SubscriptionResumed, SubscriptionExpired,
        SubscriptionPaused, SubscriptionUnpaused, SubscriptionPlanChanged, PaymentSuccess, PaymentFailed, PaymentRecovered, PaymentRefunded,
        "license_key_created", "license_key_updated",
    ];
}
