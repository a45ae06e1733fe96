using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Costs;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Limits;
using Webhost.Contracts.UsageReports;

namespace Webhost.Cli.Tests.Support;

/// <summary>Usage, the spend cap, alerts and the audit log.</summary>
internal sealed class StandInUsage
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly UsageAmounts Amounts = new() { Requests = 1200, Tokens = 34_000, ComputeMs = 5_000, CostUsd = 0.75m, CostReconciledUsd = 0.5m, CostStatus = CostStatus.PartlyReconciled };

    public StandInUsage(WebApplication app)
    {
        app.MapGet("/v1/billing/usage", (HttpContext context) => Wants(context, "text/csv")
            ? WriteFileAsync(context, "text/csv", "day,agentId\r\n2026-11-01,agt_1\r\n")
            : StandInApi.WriteAsync(context, Usage()));
        app.MapPut("/v1/billing/spend-cap", async (HttpContext context) =>
        {
            var request = await StandInApi.ReadAsync<SpendCapRequest>(context);
            Caps.Enqueue(request.Usd);
            await StandInApi.WriteAsync(context, new SpendCap { Usd = request.Usd });
        });
        app.MapGet("/v1/billing/alerts", (HttpContext context) => StandInApi.WriteAsync(context, Alerts));
        app.MapPut("/v1/billing/alerts", async (HttpContext context) =>
        {
            var request = await StandInApi.ReadAsync<AlertsRequest>(context);
            AlertRequests.Enqueue(request);
            await StandInApi.WriteAsync(context, Alerts with
            {
                Enabled = true,
                WebhookUrl = request.WebhookUrl,
                WebhookSecret = request.WebhookUrl is null ? null : "whsec_secret",
                Email = request.Email,
                EmailConfirmed = request.Email is null ? null : false,
                Thresholds = request.Thresholds ?? [50],
            });
        });
        app.MapPost("/v1/billing/alerts/confirm-email", async (HttpContext context) =>
        {
            if ((await StandInApi.ReadAsync<ConfirmEmailRequest>(context)).Code == "1234567890")
            {
                await StandInApi.WriteAsync(context, Alerts with { Enabled = true, Email = "ada@example.com", EmailConfirmed = true });
                return;
            }

            await StandInApi.WriteErrorAsync(context, 400, ErrorCode.InvalidRequest, "That is not the code.");
        });
        app.MapDelete("/v1/billing/alerts", (HttpContext context) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        app.MapGet("/v1/audit", (HttpContext context) => Wants(context, "text/csv") ? WriteFileAsync(context, "text/csv", "time,entryId\r\n")
            : Wants(context, "application/x-ndjson") ? WriteFileAsync(context, "application/x-ndjson", "{\"entryId\":\"aud_1\"}\n")
            : StandInApi.WriteAsync(context, new Page<AuditEntry> { Items = [Entry()], NextCursor = "next" }));
    }

    public ConcurrentQueue<decimal?> Caps { get; } = new();

    public ConcurrentQueue<AlertsRequest> AlertRequests { get; } = new();

    public AlertsView Alerts { get; set; } = new()
    {
        Enabled = false,
        Thresholds = [50, 100],
        Alerts =
        [
            new Alert
            {
                AlertId = "alt_1",
                Period = "2026-11",
                Limit = "spendCapUsd",
                Threshold = 50,
                Used = 5.5m,
                Allowed = 10m,
                SeenAt = Then,
                Covered = false,
                Deliveries = [new AlertDelivery { Channel = "webhook", Status = DeliveryStatus.Failed, Attempts = 7, LastError = "The receiver answered 503." }],
            },
        ],
    };

    private static UsageReport Usage() => new()
    {
        Period = "2026-11",
        Start = Then,
        End = Then.AddMonths(1),
        AsOf = Then.AddDays(3),
        Totals = Amounts,
        Runtimes = [new RuntimeUsageAmounts("cloudflare", Amounts)],
        Agents = [new AgentUsageAmounts("agt_1", Amounts) { Name = "support" }, new AgentUsageAmounts("agt_2", Amounts with { CostReconciledUsd = null, CostStatus = CostStatus.Estimated })],
        Days = [new DayUsageAmounts(new DateOnly(2026, 11, 1), Amounts)],
        Projected = new UsageProjection { Method = "linear", Elapsed = 0.1, Requests = 12_000, Tokens = 340_000, ComputeMs = 50_000, CostUsd = 7.5m },
        Limits = [new LimitState { Name = "requestsPerMonth", Used = 1200, Allowed = 10_000, ResetsAt = Then.AddMonths(1) }],
        SpendCapUsd = 20m,
        Prices = [new PriceSource { RuntimeProvider = "cloudflare", ValidFrom = new DateOnly(2026, 1, 1), Source = "https://example.com/prices" }],
    };

    private static AuditEntry Entry() => new()
    {
        EntryId = "aud_1",
        Time = Then,
        Actor = new AuditActor("apiKey", "key_1"),
        Action = "secret.set",
        Target = new AuditTarget("secret", "TOKEN"),
        Outcome = AuditOutcome.Open,
        Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["agentId"] = "agt_1" },
        TraceId = "trace-1",
    };

    private static bool Wants(HttpContext context, string type) => context.Request.Headers.Accept.ToString() == type;

    private static Task WriteFileAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
