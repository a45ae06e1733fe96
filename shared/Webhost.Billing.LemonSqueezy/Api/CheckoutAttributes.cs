namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>The attributes of a <c>checkouts</c> object that are read.</summary>
internal sealed record CheckoutAttributes(Uri? Url, DateTimeOffset? ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(CheckoutAttributes);
}
