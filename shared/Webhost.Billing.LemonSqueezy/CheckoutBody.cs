using System.Globalization;
using System.Text.Json.Nodes;
using Webhost.Billing.LemonSqueezy.Webhooks;
using Webhost.Core.Billing;

namespace Webhost.Billing.LemonSqueezy;

/// <summary>Writes what a checkout is to be like.</summary>
internal static class CheckoutBody
{
    public static JsonObject Attributes(CheckoutOrder order, string variant, bool testMode)
    {
        var variantId = long.Parse(variant, CultureInfo.InvariantCulture);
        var data = new JsonObject
        {
            ["custom"] = new JsonObject
            {
                [EventReader.UserKey] = order.Claim.UserId,
                [EventReader.CheckoutKey] = order.Claim.CheckoutId,
                [EventReader.SignatureKey] = order.Claim.Signature,
            },
        };
        if (order.Email is { } email)
        {
            data["email"] = email;
        }

        if (order.AddOns > 0)
        {
            data["variant_quantities"] = new JsonArray(new JsonObject { ["variant_id"] = variantId, ["quantity"] = order.AddOns + 1 });
        }

        var product = new JsonObject { ["enabled_variants"] = new JsonArray(variantId) };
        if (order.ReturnUrl is { } returnUrl)
        {
            product["redirect_url"] = returnUrl.AbsoluteUri;
        }

        return new JsonObject
        {
            ["checkout_data"] = data,
            ["product_options"] = product,
            ["expires_at"] = order.ExpiresAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["test_mode"] = testMode,
        };
    }
}
