using System.Text.Json;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Core.Billing;
using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy.Webhooks;

/// <summary>Reads webhooks' bodies, and takes out of them what is not to be kept.</summary>
internal sealed class EventReader(FactReader facts)
{
    internal const string UserKey = "user_id";
    internal const string CheckoutKey = "checkout_id";
    internal const string SignatureKey = "signature";

    private const int MaximumDepth = 32;

    private static readonly HashSet<string> SubscriptionEvents = new(StringComparer.Ordinal)
    {
        "subscription_created", "subscription_updated", "subscription_cancelled", "subscription_resumed", "subscription_expired", "subscription_paused",
        "subscription_unpaused", "subscription_plan_changed",
    };

    private static readonly HashSet<string> PaymentEvents = new(StringComparer.Ordinal)
    {
        "subscription_payment_success", "subscription_payment_failed", "subscription_payment_recovered", "subscription_payment_refunded",
    };

    private static readonly HashSet<string> OrderEvents = new(StringComparer.Ordinal) { "order_created", "order_refunded" };

    /// <summary>Reads a body. Failure: Invalid, for one that is no event at all; an event that can't be used says why.</summary>
    public Result<BillingEvent> Read(ReadOnlyMemory<byte> body)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Failure.Invalid.At("body", "The body is not JSON.");
        }

        return Member(root, "meta") is { } meta && TextMember(meta, "event_name") is { Length: > 0 } name
            ? Interpret(name, meta, Member(root, "data") ?? default)
            : Failure.Invalid.At("meta.event_name", "The body is no event: it has no name.");
    }

    private BillingEvent Interpret(string name, JsonElement meta, JsonElement data)
    {
        var said = new BillingEvent { Name = name, Document = EventDocument.Of(name, meta, data), Claim = ClaimOf(meta) };
        var testMode = Member(meta, "test_mode") is { ValueKind: JsonValueKind.True or JsonValueKind.False } mode ? mode.GetBoolean() : (bool?)null;
        return SubscriptionEvents.Contains(name) ? OfSubscription(said, data, testMode)
            : PaymentEvents.Contains(name) ? OfPayment(said, data, testMode)
            : OrderEvents.Contains(name) ? OfOrder(said, data, testMode)
            : said with { IgnoredBecause = "Events of this name mean nothing here." };
    }

    private BillingEvent OfSubscription(BillingEvent said, JsonElement data, bool? testMode)
    {
        if (!Resource<SubscriptionAttributes>.TryRead(data, ApiJson.Default.SubscriptionAttributes, out var resource))
        {
            return Unreadable(said, "subscription");
        }

        return Foreign(resource.Attributes.StoreId, testMode, resource.Attributes.TestMode) is { } foreign ? said with { IgnoredBecause = foreign }
            : facts.TryRead(resource, asked: false, out var read, out var reason) ? said with { Subscription = read }
            : said with { IgnoredBecause = reason };
    }

    private BillingEvent OfPayment(BillingEvent said, JsonElement data, bool? testMode)
    {
        if (!Resource<InvoiceAttributes>.TryRead(data, ApiJson.Default.InvoiceAttributes, out var resource))
        {
            return Unreadable(said, "subscription invoice");
        }

        return Foreign(resource.Attributes.StoreId, testMode, resource.Attributes.TestMode) is { } foreign
            ? said with { IgnoredBecause = foreign }
            : said with { Payment = FactReader.Read(resource) };
    }

    private BillingEvent OfOrder(BillingEvent said, JsonElement data, bool? testMode)
    {
        if (!Resource<OrderAttributes>.TryRead(data, ApiJson.Default.OrderAttributes, out var resource))
        {
            return Unreadable(said, "order");
        }

        return Foreign(resource.Attributes.StoreId, testMode, resource.Attributes.TestMode) is { } foreign
            ? said with { IgnoredBecause = foreign }
            : said with { Order = FactReader.Read(resource) };
    }

    private string? Foreign(long storeId, bool? eventMode, bool? objectMode) =>
        !facts.IsOurMode(eventMode) || !facts.IsOurMode(objectMode) ? "It is of the other mode: test and live are kept apart (LemonSqueezy__TestMode)."
        : facts.IsOurStore(storeId) ? null
        : "It is of another store (LemonSqueezy__StoreId).";

    private static BillingEvent Unreadable(BillingEvent said, string what) => said with { IgnoredBecause = $"Its {what} can't be read." };

    private static CheckoutClaim? ClaimOf(JsonElement meta) => Member(meta, "custom_data") is { ValueKind: JsonValueKind.Object } custom
        ? new CheckoutClaim(TextMember(custom, UserKey), TextMember(custom, CheckoutKey), TextMember(custom, SignatureKey))
        : null;

    private static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? TextMember(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;
}
