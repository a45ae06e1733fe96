using System.Net;
using System.Net.Http.Headers;
using Azure.Storage.Blobs;
using Webhost.Contracts;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Costs;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.UsageReports;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>Who did what, what it costs, and who is told before it costs too much.</summary>
[Collection(StackCollection.Name)]
public sealed class AccountingTests(StackFixture fixture)
{
    [Fact]
    public async Task What_a_user_did_is_in_the_users_log_and_no_key_reads_it()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.SendAsync(HttpMethod.Put, $"/v1/agents/{agent.AgentId}/secrets/TOKEN", new SetSecretRequest { Value = "canary" });
        var first = await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'one';"));
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'two';"));
        await api.PostAsync<RollbackRequest, Deployment>($"/v1/agents/{agent.AgentId}/rollback", new RollbackRequest { DeploymentId = first.DeploymentId });
        var key = await api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "all", Scopes = ["read", "deploy", "invoke"] });

        var log = await api.GetAsync<Page<AuditEntry>>($"/v1/audit?limit=100&target={agent.AgentId}");
        var flips = log.Items.Where(entry => entry.Action == "agent.activate").ToArray();
        Assert.Equal(["rollback", "deployment", "deployment"], flips.Select(entry => entry.Details!["why"]));
        Assert.Equal(first.DeploymentId, flips[0].Details!["to"]);
        Assert.All(log.Items, entry => Assert.Equal(AuditOutcome.Done, entry.Outcome));
        Assert.All(log.Items.Where(entry => entry.Actor.Type == "user"), entry => Assert.Matches("^[0-9a-f]{32}$", entry.TraceId));
        Assert.Contains(log.Items, entry => entry.Action == "secret.set" && entry.Target.Id == "TOKEN");

        var csv = await ReadAsync(api, "/v1/audit", "text/csv");
        Assert.StartsWith("time,entryId,", csv, StringComparison.Ordinal);
        Assert.Contains("apiKey.create", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", csv, StringComparison.Ordinal);
        var lines = (await ReadAsync(api, "/v1/audit?action=apiKey.*", "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(key.ApiKey.KeyId, Assert.Single(lines), StringComparison.Ordinal);

        using var byKey = api.With(key.Key);
        await ApiClient.ErrorAsync(await byKey.Http.GetAsync("/v1/audit"), HttpStatusCode.Forbidden);
        using var stranger = await fixture.NewUserAsync();
        Assert.Empty((await stranger.GetAsync<Page<AuditEntry>>("/v1/audit")).Items);
    }

    [Fact]
    public async Task Usage_is_estimated_then_reconciled_with_what_the_provider_states()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'hi';"));
        await api.InvokeAsync(agent.AgentId, "x");
        var report = await Eventually.ValueAsync(async () => await api.GetAsync<UsageReport>("/v1/billing/usage") is { Totals.Requests: 1 } rolledUp ? rolledUp : null, "the roll-up", TimeSpan.FromSeconds(150));
        Assert.Equal(CostStatus.Estimated, report.Totals.CostStatus);
        Assert.True(report.Totals.CostUsd > 0);
        Assert.Equal("cloudflare", Assert.Single(report.Prices).RuntimeProvider);

        var day = Assert.Single(report.Days).Day;
        var export = $"ChargePeriodStart,BilledCost,BillingCurrency,ServiceName,Tags\n{day:yyyy-MM-dd}T00:00:00Z,0.5,USD,Workers,\"{{\"\"agentId\"\":\"\"{agent.AgentId}\"\"}}\"\n";
        await new BlobContainerClient(fixture.Stack.StorageConnectionString, "cost-exports").GetBlobClient($"cloudflare/{agent.AgentId}.csv").UploadAsync(BinaryData.FromString(export));

        await Eventually.PassesAsync(async () =>
        {
            var reconciled = await api.GetAsync<UsageReport>("/v1/billing/usage");
            Assert.Equal((0.5m, CostStatus.Reconciled, report.Totals.CostUsd), (reconciled.Totals.CostReconciledUsd, reconciled.Totals.CostStatus, reconciled.Totals.CostUsd));
            var metrics = await api.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics?from={day:yyyy-MM-dd}&to={day.AddDays(1):yyyy-MM-dd}&step=1d");
            Assert.Equal((0.5, CostStatus.Reconciled), (metrics.Totals.CostReconciledUsd, metrics.Totals.CostStatus));
        }, "the import", TimeSpan.FromSeconds(90));
        Assert.Contains($"{day:yyyy-MM-dd},{agent.AgentId},agent,cloudflare,1,", await ReadAsync(api, "/v1/billing/usage", "text/csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_told_by_email_when_the_spend_cap_is_reached()
    {
        using var api = await fixture.NewUserAsync();
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'hi';"));
        var address = $"{agent.AgentId}@example.com";
        await ApiClient.ReadAsync<SpendCap>(await api.SendAsync(HttpMethod.Put, "/v1/billing/spend-cap", new SpendCapRequest { Usd = 0.0001m }));
        await ApiClient.ReadAsync<AlertsView>(await api.SendAsync(HttpMethod.Put, "/v1/billing/alerts", new AlertsRequest { Email = address, Thresholds = [1] }));
        var code = await Letters.CodeForAsync(fixture.Stack, address);
        Assert.True((await api.PostAsync<ConfirmEmailRequest, AlertsView>("/v1/billing/alerts/confirm-email", new ConfirmEmailRequest { Code = code })).EmailConfirmed);

        await api.InvokeAsync(agent.AgentId, "x");

        var alert = await Eventually.ValueAsync(async () => (await api.GetAsync<AlertsView>("/v1/billing/alerts")).Alerts.FirstOrDefault(item => item.Deliveries.All(delivery => delivery.Status == DeliveryStatus.Delivered)), "the alert", TimeSpan.FromSeconds(200));
        Assert.Equal(("spendCapUsd", 1), (alert.Limit, alert.Threshold));
        Assert.Contains(alert.AlertId, await File.ReadAllTextAsync(Path.Combine(Letters.FolderOf(fixture.Stack), $"{alert.AlertId}.eml")), StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(ApiClient api, string path, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(mediaType) } } };
        using var answer = await api.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, mediaType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }
}
