using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Webhost.EndToEnd.Tests.Billing;

/// <summary>Lemon Squeezy at the wire, as far as the control plane calls it: its API in documented shapes, and the bodies and signatures of its webhooks.</summary>
internal sealed class PaymentProvider : IAsyncDisposable
{
    public const string ApiKey = "provider-key-canary";
    public const string Secret = "webhook-secret-canary";

    private readonly WebApplication app;
    private int lastId = 1000;

    private PaymentProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Use(async (context, next) =>
        {
            Calls.Enqueue($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = context.Request.Headers.Authorization == $"Bearer {ApiKey}" ? 200 : 401;
            if (context.Response.StatusCode == 200)
            {
                await next(context);
            }
        });
        app.MapPost("/v1/checkouts", (Delegate)CheckoutAsync);
        app.MapGet("/v1/subscriptions/{id}", (string id) => Subscriptions.TryGetValue(id, out var found) ? Results.Text(Document(found)) : Results.NotFound());
        app.MapGet("/v1/subscriptions", (HttpContext context) => Results.Text(List(
            Subscriptions.Values.Where(item => item["attributes"]!["status"]!.GetValue<string>() == context.Request.Query["filter[status]"]))));
        app.MapGet("/v1/subscription-invoices", (HttpContext context) => Results.Text(List(
            Invoices.Where(item => item["attributes"]!["subscription_id"]!.ToString() == context.Request.Query["filter[subscription_id]"]))));
    }

    public Uri Address => new(app.Urls.First());

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The bodies of the checkouts that were asked for.</summary>
    public ConcurrentQueue<JsonObject> Checkouts { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Subscriptions { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<JsonObject> Invoices { get; } = new();

    public static async Task<PaymentProvider> StartAsync()
    {
        var provider = new PaymentProvider();
        await provider.app.StartAsync();
        return provider;
    }

    public string NewId() => Interlocked.Increment(ref lastId).ToString(CultureInfo.InvariantCulture);

    /// <summary>A subscription some minutes after its start.</summary>
    public JsonObject Subscription(string id, double minutes = 0, string status = "active", long variant = 102, long quantity = 1)
    {
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);
        var subscription = new JsonObject
        {
            ["type"] = "subscriptions",
            ["id"] = id,
            ["attributes"] = new JsonObject
            {
                ["store_id"] = 7,
                ["order_id"] = long.Parse(id, CultureInfo.InvariantCulture) + 1_000_000,
                ["variant_id"] = variant,
                ["user_name"] = "Ada Lovelace",
                ["user_email"] = "person-canary@example.com",
                ["status"] = status,
                ["first_subscription_item"] = new JsonObject { ["id"] = 5, ["quantity"] = quantity, ["is_usage_based"] = false },
                ["urls"] = new JsonObject { ["customer_portal"] = $"https://portal.test/{id}?signature=portal-canary" },
                ["billing_anchor"] = start.Day,
                ["renews_at"] = Time(start.AddMonths(1)),
                ["ends_at"] = status is "cancelled" ? Time(start.AddMonths(1)) : status is "expired" ? Time(start) : null,
                ["created_at"] = Time(start),
                ["updated_at"] = Time(start.AddMinutes(minutes)),
                ["test_mode"] = true,
            },
        };
        return subscription;
    }

    /// <summary>The paid invoice of a subscription.</summary>
    public JsonObject Invoice(string id, string subscriptionId) => new()
    {
        ["type"] = "subscription-invoices",
        ["id"] = id,
        ["attributes"] = new JsonObject
        {
            ["store_id"] = 7,
            ["subscription_id"] = long.Parse(subscriptionId, CultureInfo.InvariantCulture),
            ["billing_reason"] = "initial",
            ["currency"] = "USD",
            ["status"] = "paid",
            ["total"] = 9900,
            ["refunded_amount"] = 0,
            ["urls"] = new JsonObject { ["invoice_url"] = $"https://invoice.test/{id}" },
            ["created_at"] = Time(DateTimeOffset.UtcNow),
            ["updated_at"] = Time(DateTimeOffset.UtcNow),
        },
    };

    /// <summary>The body of a webhook.</summary>
    public static byte[] Event(string name, JsonObject data, JsonObject? custom) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["meta"] = new JsonObject { ["event_name"] = name, ["test_mode"] = true, ["custom_data"] = custom?.DeepClone() },
        ["data"] = data.DeepClone(),
    });

    /// <summary>Sends a webhook as the provider does.</summary>
    public static async Task<HttpResponseMessage> DeliverAsync(HttpClient http, byte[] body, string? signature = null)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/billing/webhooks/lemon-squeezy") { Content = content };
        request.Headers.TryAddWithoutValidation("X-Event-Name", "subscription_updated");
        request.Headers.TryAddWithoutValidation("X-Signature", signature ?? Sign(body));
        return await http.SendAsync(request);
    }

    public static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    private async Task<IResult> CheckoutAsync(HttpContext context)
    {
        var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        Checkouts.Enqueue(body);
        var attributes = new JsonObject { ["url"] = $"{Address}checkout/custom/{NewId()}?signature=x", ["expires_at"] = body["data"]!["attributes"]!["expires_at"]!.DeepClone() };
        return Results.Text(Document(new JsonObject { ["type"] = "checkouts", ["id"] = NewId(), ["attributes"] = attributes }), statusCode: 201);
    }

    private static string Document(JsonObject data) => new JsonObject { ["data"] = data.DeepClone() }.ToJsonString();

    private static string List(IEnumerable<JsonObject> items) => new JsonObject
    {
        ["meta"] = new JsonObject { ["page"] = new JsonObject { ["currentPage"] = 1, ["lastPage"] = 1 } },
        ["data"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
    }.ToJsonString();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.000000Z", CultureInfo.InvariantCulture);
}
