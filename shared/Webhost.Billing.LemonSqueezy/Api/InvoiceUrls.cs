namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>The signed link to an invoice's document.</summary>
internal sealed record InvoiceUrls(Uri? InvoiceUrl)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(InvoiceUrls);
}
