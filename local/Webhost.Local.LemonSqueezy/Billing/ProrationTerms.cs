namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>What happens to the difference in price when a subscription changes within a period.</summary>
internal enum ProrationTerms
{
    /// <summary>It goes on the next invoice.</summary>
    NextInvoice,

    /// <summary>It is invoiced and charged at once.</summary>
    InvoiceNow,

    /// <summary>It is let go.</summary>
    None,
}
