using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Billing;

namespace Webhost.Cli.Tests.Support;

/// <summary>Plans and the user's subscription.</summary>
internal sealed class StandInBilling
{
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public StandInBilling(WebApplication app)
    {
        app.MapGet("/v1/billing/plans", (HttpContext context) => StandInApi.WriteAsync(context, new PlansView { Current = "free", Plans = [Plan("free", 0, "none", null), Plan("pro", 99, "addOn", 50)] }));
        app.MapGet("/v1/billing/subscription", (HttpContext context) => StandInApi.WriteAsync(context, Present));
        app.MapPost("/v1/billing/subscription", async (HttpContext context) =>
        {
            Keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            Changes.Enqueue(await StandInApi.ReadAsync<ChangeSubscriptionRequest>(context));
            await StandInApi.WriteAsync(context, Present);
        });
        app.MapPost("/v1/billing/checkout", async (HttpContext context) =>
        {
            Keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            Checkouts.Enqueue(await StandInApi.ReadAsync<CheckoutRequest>(context));
            context.Response.StatusCode = 201;
            await StandInApi.WriteAsync(context, new CheckoutLink { Url = new Uri("https://pay.test/1?signature=x"), ExpiresAt = Then.AddDays(1) });
        });
        app.MapGet("/v1/billing/portal", (HttpContext context) => StandInApi.WriteAsync(context, new PortalLink { Url = new Uri("https://portal.test/1?signature=x") }));
        app.MapGet("/v1/billing/invoices", (HttpContext context) => StandInApi.WriteAsync(context, new Page<Invoice>
        {
            Items = [new Invoice { InvoiceId = "5", Date = Then, Amount = 1099m, Currency = "USD", Status = "partially_refunded", Refunded = true, RefundedAmount = 10.5m, Url = new Uri("https://invoice.test/5") }],
            NextCursor = "next",
        }));
        app.MapPost("/v1/operator/billing/replay", async (HttpContext context) =>
        {
            Replays.Enqueue(await StandInApi.ReadAsync<ReplayRequest>(context));
            await StandInApi.WriteAsync(context, new ReplayOutcome
            {
                Events = [new WebhookEvent { EventId = "abc", Name = "subscription_updated", State = WebhookEventState.Applied, Subject = "subscription 1", ReceivedAt = Then, FailedAttempts = 0 }],
                More = true,
            });
        });
    }

    public Subscription Present { get; set; } = new()
    {
        Tier = "pro",
        Status = SubscriptionStatus.PastDue,
        AgentCoreAddOns = 2,
        RenewsAt = Then.AddMonths(1),
        PastDueSince = Then,
        GraceEndsAt = Then.AddDays(7),
        Next = "The payment failed and is tried again.",
    };

    public ConcurrentQueue<CheckoutRequest> Checkouts { get; } = new();

    public ConcurrentQueue<ChangeSubscriptionRequest> Changes { get; } = new();

    public ConcurrentQueue<ReplayRequest> Replays { get; } = new();

    public ConcurrentQueue<string> Keys { get; } = new();

    private static PlanOffer Plan(string tier, decimal price, string access, decimal? addOn) => new()
    {
        Tier = tier,
        PriceUsd = price,
        Current = tier == "free",
        Purchasable = tier != "free",
        Metered = false,
        Agents = tier == "free" ? 1 : null,
        RequestsPerMonth = 10_000,
        TokensPerMonth = 1_000_000,
        ComputeMsPerMonth = 20_000_000,
        StorageBytes = 1L << 30,
        LogRetentionDays = 1,
        RequestsPerSecondPerUser = 10,
        RequestsPerSecondPerAgent = 5,
        AgentCore = new AgentCoreOffer { Access = access, IncludedAgents = 0, AddOnUsd = addOn },
    };
}
