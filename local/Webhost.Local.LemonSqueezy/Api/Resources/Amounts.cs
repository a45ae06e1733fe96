using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Billing;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>The amounts of an order or invoice, each in cents, in US cents and in words. The sandbox takes no taxes and gives no discounts.</summary>
internal static class Amounts
{
    /// <summary>Adds them to attributes.</summary>
    public static JsonObject WithAmounts(this JsonObject attributes, long total, long refunded)
    {
        attributes["currency"] = ResourceView.Currency;
        attributes["currency_rate"] = "1.0000";
        foreach (var (name, amount) in new[] { ("subtotal", total), ("discount_total", 0), ("tax", 0), ("total", total), ("refunded_amount", refunded) })
        {
            attributes[name] = amount;
            attributes[$"{name}_usd"] = amount;
            attributes[$"{name}_formatted"] = Money.Format(amount);
        }

        attributes["tax_inclusive"] = false;
        return attributes;
    }
}
