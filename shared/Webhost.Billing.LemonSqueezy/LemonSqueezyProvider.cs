using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Billing.LemonSqueezy.Webhooks;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy;

/// <inheritdoc cref="IBillingProvider"/>
internal sealed class LemonSqueezyProvider(LemonSqueezyClient client, FactReader facts, EventReader events, IOptions<LemonSqueezyOptions> options) : IBillingProvider
{
    private const string Subscription = "subscription";
    private const string Order = "order";
    private const string Subscriptions = "subscriptions";
    private const string SubscriptionItems = "subscription-items";
    private const int PageSize = 100;
    private const decimal Cents = 100m;

    private readonly Dictionary<string, string> variants = options.Value.Sold.ToDictionary(sold => sold.Tier, sold => sold.Variant, StringComparer.Ordinal);
    private readonly HashSet<string> metered = options.Value.Metered.ToHashSet(StringComparer.Ordinal);

    public string Id => "lemon-squeezy";

    public bool TestMode => options.Value.TestMode == true;

    public bool Sells(string tier) => variants.ContainsKey(tier);

    public bool IsMetered(string tier) => metered.Contains(tier);

    public bool IsSigned(ReadOnlySpan<byte> body, string? signature) => WebhookSignature.IsValid(body, signature, options.Value.WebhookSecret);

    public Result<BillingEvent> ReadEvent(ReadOnlyMemory<byte> body) => events.Read(body);

    public async Task<Result<CheckoutLink>> CreateCheckoutAsync(CheckoutOrder order, CancellationToken cancellationToken)
    {
        var variant = VariantOf(order.Tier);
        var body = JsonApiBody.New("checkouts", CheckoutBody.Attributes(order, variant, TestMode), ("store", "stores", options.Value.StoreId), ("variant", "variants", variant));
        var answer = await client.SendAsync(HttpMethod.Post, "/v1/checkouts", body, Repeat.Freely, cancellationToken);
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, "variant");
        }

        return Resource<CheckoutAttributes>.TryRead(Data(answer.Document), ApiJson.Default.CheckoutAttributes, out var made) && made.Attributes.Url is { } url
            ? new CheckoutLink { Url = url, ExpiresAt = made.Attributes.ExpiresAt }
            : Unreadable();
    }

    public async Task<Result<SubscriptionFacts>> FindAsync(string subscriptionId, CancellationToken cancellationToken) =>
        FactsOf(await client.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{Uri.EscapeDataString(subscriptionId)}", body: null, Repeat.Freely, cancellationToken));

    public async Task<Result<ProviderPage<ListedSubscription>>> ListAsync(SubscriptionStatus status, int page, CancellationToken cancellationToken)
    {
        var path = Query("/v1/subscriptions", page, PageSize, ("filter[store_id]", options.Value.StoreId), ("filter[status]", FactReader.NameOf(status)));
        var answer = await client.SendAsync(HttpMethod.Get, path, body: null, Repeat.Freely, cancellationToken);
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, Subscription);
        }

        if (Data(answer.Document) is not { ValueKind: JsonValueKind.Array } items)
        {
            return Unreadable();
        }

        var listed = new List<ListedSubscription>();
        foreach (var item in items.EnumerateArray())
        {
            // A store may sell other things too.
            if (Resource<SubscriptionAttributes>.TryRead(item, ApiJson.Default.SubscriptionAttributes, out var resource) && IsOurs(resource.Attributes)
                && facts.TryRead(resource, asked: true, out var read, out _))
            {
                listed.Add(new ListedSubscription(read, resource.Attributes.UserEmail));
            }
        }

        return new ProviderPage<ListedSubscription>(listed, HasMore(answer.Document, page));
    }

    public async Task<Result<Uri>> GetPortalAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{Uri.EscapeDataString(subscriptionId)}", body: null, Repeat.Freely, cancellationToken);
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, Subscription);
        }

        return Resource<SubscriptionAttributes>.TryRead(Data(answer.Document), ApiJson.Default.SubscriptionAttributes, out var resource) && resource.Attributes.Urls?.CustomerPortal is { } url
            ? url
            : Unreadable();
    }

    // A filter that was not understood shows somebody else's.
    public async Task<Result<ProviderPage<Invoice>>> ListInvoicesAsync(string subscriptionId, int page, int size, CancellationToken cancellationToken) =>
        (await ReadInvoicesAsync(page, size, [("filter[subscription_id]", subscriptionId)], cancellationToken)).Map(found => new ProviderPage<Invoice>(
            [.. found.Items.Where(item => string.Equals(item.Attributes.SubscriptionId.ToString(CultureInfo.InvariantCulture), subscriptionId, StringComparison.Ordinal)).Select(InvoiceOf)],
            found.More));

    public async Task<Result<ProviderPage<PaymentFacts>>> ListPaymentsAsync(int page, CancellationToken cancellationToken) =>
        (await ReadInvoicesAsync(page, PageSize, [], cancellationToken)).Map(found => new ProviderPage<PaymentFacts>(
            [.. found.Items.Where(item => facts.IsOurStore(item.Attributes.StoreId) && facts.IsOurMode(item.Attributes.TestMode)).Select(FactReader.Read)],
            found.More));

    public Task<Result<SubscriptionFacts>> ChangePlanAsync(SubscriptionFacts present, string tier, ChargeTerms terms, CancellationToken cancellationToken) =>
        ChangeAsync(present, Subscriptions, present.SubscriptionId, ("variant_id", long.Parse(VariantOf(tier), CultureInfo.InvariantCulture)), terms, cancellationToken);

    public async Task<Result<SubscriptionFacts>> ChangeAddOnsAsync(SubscriptionFacts present, long addOns, ChargeTerms terms, CancellationToken cancellationToken) => present.ItemId is { } itemId
        ? await ChangeAsync(present, SubscriptionItems, itemId, ("quantity", addOns + 1), terms, cancellationToken)
        : new Failure.Conflict("Add-ons can't be changed before the first payment. Change them when the trial has ended.");

    public async Task<Result<SubscriptionFacts>> CancelAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        // One that is cancelled or over can't be cancelled again: asked first, so that a repeat is none.
        var found = await FindAsync(subscriptionId, cancellationToken);
        return found.TryGet(out var present, out _) && !present.IsEnding
            ? FactsOf(await client.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{Uri.EscapeDataString(subscriptionId)}", body: null, Repeat.Freely, cancellationToken))
            : found;
    }

    public async Task<Result<Done>> RefundAsync(string orderId, CancellationToken cancellationToken)
    {
        // Asked first, and refunded by the amount that is left then: a repeat finds nothing left, and of two at once the provider refuses one.
        var path = $"/v1/orders/{Uri.EscapeDataString(orderId)}";
        var answer = await client.SendAsync(HttpMethod.Get, path, body: null, Repeat.Freely, cancellationToken);
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, Order);
        }

        if (!Resource<OrderAttributes>.TryRead(Data(answer.Document), ApiJson.Default.OrderAttributes, out var order))
        {
            return Unreadable();
        }

        var said = order.Attributes;
        if (!facts.IsOurStore(said.StoreId) || !facts.IsOurMode(said.TestMode))
        {
            return Failure.NotFound.Of(Order, orderId);
        }

        var left = said.Total - (said.RefundedAmount ?? 0);
        if (left <= 0 || said.Status is not ("paid" or "partial_refund"))
        {
            return default(Done);
        }

        var refund = JsonApiBody.Change("orders", orderId, new JsonObject { ["amount"] = left });
        answer = await client.SendAsync(HttpMethod.Post, path + "/refund", refund, Repeat.WhenItHadNoEffect, cancellationToken);
        return answer.Error is { } refused ? LemonSqueezyErrors.Explain(refused, Order) : default(Done);
    }

    public async Task<Result<Done>> SetUsageAsync(string itemId, long quantity, CancellationToken cancellationToken)
    {
        var body = JsonApiBody.New("usage-records", new JsonObject { ["quantity"] = quantity, ["action"] = "set" }, ("subscription-item", SubscriptionItems, itemId));
        var answer = await client.SendAsync(HttpMethod.Post, "/v1/usage-records", body, Repeat.Freely, cancellationToken);
        return answer.Error is { } error ? LemonSqueezyErrors.Explain(error, "subscription item") : default(Done);
    }

    private async Task<Result<ProviderPage<Resource<InvoiceAttributes>>>> ReadInvoicesAsync(int page, int size, (string Name, string Value)[] filters, CancellationToken cancellationToken)
    {
        var path = Query("/v1/subscription-invoices", page, size, [("filter[store_id]", options.Value.StoreId), .. filters]);
        var answer = await client.SendAsync(HttpMethod.Get, path, body: null, Repeat.Freely, cancellationToken);
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, Subscription);
        }

        if (Data(answer.Document) is not { ValueKind: JsonValueKind.Array } items)
        {
            return Unreadable();
        }

        var invoices = new List<Resource<InvoiceAttributes>>();
        foreach (var item in items.EnumerateArray())
        {
            if (!Resource<InvoiceAttributes>.TryRead(item, ApiJson.Default.InvoiceAttributes, out var resource))
            {
                return Unreadable();
            }

            invoices.Add(resource);
        }

        return new ProviderPage<Resource<InvoiceAttributes>>(invoices, HasMore(answer.Document, page));
    }

    private async Task<Result<SubscriptionFacts>> ChangeAsync(
        SubscriptionFacts present, string type, string id, (string Name, long Value) change, ChargeTerms terms, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject { [change.Name] = change.Value };
        if (terms != ChargeTerms.WithNextPayment)
        {
            attributes[terms == ChargeTerms.AtOnce ? "invoice_immediately" : "disable_prorations"] = true;
        }

        var answer = await client.SendAsync(HttpMethod.Patch, $"/v1/{type}/{Uri.EscapeDataString(id)}", JsonApiBody.Change(type, id, attributes), Repeat.WhenItHadNoEffect, cancellationToken);
        return answer.Error is { } error ? LemonSqueezyErrors.Explain(error, Subscription) : await FindAsync(present.SubscriptionId, cancellationToken);
    }

    private Result<SubscriptionFacts> FactsOf(ApiAnswer answer)
    {
        if (answer.Error is { } error)
        {
            return LemonSqueezyErrors.Explain(error, Subscription);
        }

        if (!Resource<SubscriptionAttributes>.TryRead(Data(answer.Document), ApiJson.Default.SubscriptionAttributes, out var resource))
        {
            return Unreadable();
        }

        return IsOurs(resource.Attributes) && facts.TryRead(resource, asked: true, out var read, out _) ? read : Failure.NotFound.Of(Subscription, resource.Id);
    }

    private bool IsOurs(SubscriptionAttributes said) => facts.IsOurStore(said.StoreId) && facts.IsOurMode(said.TestMode);

    private string VariantOf(string tier) => variants.TryGetValue(tier, out var variant) ? variant : throw new InvalidOperationException($"The plan '{tier}' is not sold.");

    private static Invoice InvoiceOf(Resource<InvoiceAttributes> resource)
    {
        var said = resource.Attributes;
        var refunded = said.RefundedAmount is > 0 and var amount ? amount / Cents : (decimal?)null;
        return new Invoice
        {
            InvoiceId = resource.Id,
            Date = said.CreatedAt,
            Amount = said.Total / Cents,
            Currency = said.Currency ?? "USD",
            Status = said.Status switch
            {
                "partial_refund" => "partially_refunded",
                "pending" or "paid" or "void" or "refunded" => said.Status,
                _ => "pending",
            },
            Refunded = said.Status is "refunded" or "partial_refund" || refunded is not null,
            RefundedAmount = refunded,
            Url = said.Urls?.InvoiceUrl,
        };
    }

    private static string Query(string path, int page, int size, params ReadOnlySpan<(string Name, string Value)> filters)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{path}?page%5Bnumber%5D={page}&page%5Bsize%5D={size}");
        foreach (var (name, value) in filters)
        {
            query += $"&{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    private static JsonElement Data(JsonElement document) => document.ValueKind == JsonValueKind.Object && document.TryGetProperty("data", out var data) ? data : default;

    private static bool HasMore(JsonElement document, int page) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("page", out var pages) && pages.ValueKind == JsonValueKind.Object
        && pages.TryGetProperty("lastPage", out var last) && last.TryGetInt32(out var number) && page < number;

    private static Failure.Unavailable Unreadable() => new("The payment provider's answer can't be read. The platform's operator must look into it.", Transient: false);
}
