namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>The states of a subscription.</summary>
internal static class SubscriptionStatus
{
    public const string OnTrial = "on_trial";
    public const string Active = "active";
    public const string Paused = "paused";

    /// <summary>A renewal failed and is tried again.</summary>
    public const string PastDue = "past_due";

    /// <summary>All tries failed.</summary>
    public const string Unpaid = "unpaid";

    /// <summary>Paid for until <see cref="Subscription.EndsAt"/>, and not renewed.</summary>
    public const string Cancelled = "cancelled";

    public const string Expired = "expired";
}
