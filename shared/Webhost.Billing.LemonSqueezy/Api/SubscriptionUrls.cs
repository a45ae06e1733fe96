namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>Signed links, each good for a day.</summary>
internal sealed record SubscriptionUrls(Uri? CustomerPortal)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(SubscriptionUrls);
}
