using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Webhost.Billing.LemonSqueezy.Tests;

/// <summary>Objects in the shapes that Lemon Squeezy documents, and the settings of a store.</summary>
internal static class Samples
{
    public const string Secret = "signing-secret";
    public const string Portal = "https://store.lemonsqueezy.com/billing?expires=1&signature=portal-canary";

    public static LemonSqueezyOptions Options() => new()
    {
        ApiBaseUrl = "https://api.test/",
        ApiKey = "key-canary",
        StoreId = "7",
        WebhookSecret = Secret,
        TestMode = true,
        Variants = { ["starter"] = "101", ["pro"] = "102", ["enterprise"] = "" },
    };

    public static JsonObject Subscription(string id = "1", string status = "active", long variant = 102, long quantity = 1, Action<JsonObject>? change = null)
    {
        var attributes = (JsonObject)JsonNode.Parse($$"""
            {
              "store_id": 7, "customer_id": 2, "order_id": 55, "order_item_id": 56, "product_id": 9, "variant_id": {{variant}}, "product_name": "Webhost", "variant_name": "Pro",
              "user_name": "Ada Lovelace", "user_email": "ada@example.com", "status": "{{status}}", "status_formatted": "Active", "card_brand": "visa", "card_last_four": "4242",
              "pause": null, "cancelled": false, "trial_ends_at": null, "billing_anchor": 24,
              "first_subscription_item": {"id": 77, "subscription_id": 1, "price_id": 3, "quantity": {{quantity}}, "is_usage_based": false, "created_at": "2026-11-24T09:41:17.000000Z", "updated_at": "2026-11-24T09:41:17.000000Z"},
              "urls": {"update_payment_method": "https://store.test/x", "customer_portal": "{{Portal}}", "customer_portal_update_subscription": "https://store.test/y"},
              "renews_at": "2026-12-24T09:41:17.000000Z", "ends_at": null, "created_at": "2026-11-24T09:41:17.000000Z", "updated_at": "2026-11-24T10:00:00.500000Z", "test_mode": true
            }
            """)!;
        change?.Invoke(attributes);
        return new JsonObject { ["type"] = "subscriptions", ["id"] = id, ["attributes"] = attributes, ["links"] = new JsonObject { ["self"] = $"https://api.test/v1/subscriptions/{id}" } };
    }

    public static JsonObject Invoice(string id = "900", string status = "paid", long total = 9900, long refunded = 0, string reason = "initial", long subscription = 1)
    {
        var attributes = (JsonObject)JsonNode.Parse($$"""
            {
              "store_id": 7, "subscription_id": {{subscription}}, "customer_id": 2, "user_name": "Ada Lovelace", "user_email": "ada@example.com", "billing_reason": "{{reason}}", "card_brand": "visa",
              "card_last_four": "4242", "currency": "EUR", "currency_rate": "1.1", "status": "{{status}}", "status_formatted": "Paid", "refunded": false, "refunded_at": null, "subtotal": {{total}},
              "discount_total": 0, "tax": 0, "tax_inclusive": false, "total": {{total}}, "refunded_amount": {{refunded}}, "total_formatted": "€99.00",
              "urls": {"invoice_url": "https://store.test/invoice/{{id}}?signature=invoice-canary"}, "created_at": "2026-11-24T09:41:17.000000Z", "updated_at": "2026-11-24T09:41:20.000000Z", "test_mode": true
            }
            """)!;
        return new JsonObject { ["type"] = "subscription-invoices", ["id"] = id, ["attributes"] = attributes };
    }

    public static JsonObject Order(string status = "paid", long refunded = 0)
    {
        var attributes = (JsonObject)JsonNode.Parse($$"""
            {
              "store_id": 7, "customer_id": 2, "identifier": "104e18a2-d755-4d4b-80c4-a6c1dcbe1c10", "order_number": 1, "user_name": "Ada Lovelace", "user_email": "ada@example.com", "currency": "USD",
              "subtotal": 9900, "tax": 0, "total": 9900, "refunded_amount": {{refunded}}, "status": "{{status}}", "refunded": false, "refunded_at": null,
              "urls": {"receipt": "https://store.test/receipt?signature=receipt-canary"}, "created_at": "2026-11-24T09:41:17.000000Z", "updated_at": "2026-11-24T09:41:17.000000Z", "test_mode": true
            }
            """)!;
        return new JsonObject { ["type"] = "orders", ["id"] = "55", ["attributes"] = attributes };
    }

    public static byte[] Event(string name, JsonObject data, bool testMode = true, JsonObject? custom = null)
    {
        var meta = new JsonObject { ["test_mode"] = testMode, ["event_name"] = name, ["webhook_id"] = "a-webhook" };
        if (custom is not null)
        {
            meta["custom_data"] = custom.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["meta"] = meta, ["data"] = data.DeepClone() });
    }

    public static string Document(JsonObject data) => new JsonObject { ["jsonapi"] = new JsonObject { ["version"] = "1.0" }, ["data"] = data }.ToJsonString();

    public static string List(int page, int lastPage, params JsonObject[] items) => new JsonObject
    {
        ["meta"] = new JsonObject { ["page"] = new JsonObject { ["currentPage"] = page, ["from"] = 1, ["lastPage"] = lastPage, ["perPage"] = 100, ["to"] = items.Length, ["total"] = items.Length } },
        ["data"] = new JsonArray([.. items]),
    }.ToJsonString();

    public static string Sign(byte[] body, string secret = Secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
