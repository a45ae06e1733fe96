using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Billing;

public sealed class BillingTests(BillingStack billing) : IClassFixture<BillingStack>
{
    private const int Deliveries = 1000;
    private const int Connections = 50;

    private PaymentProvider Provider => billing.Provider;

    [Fact]
    public async Task A_purchase_takes_effect_when_its_webhook_has_come()
    {
        using var user = await billing.NewUserAsync();
        Assert.Equal("free", (await user.GetAsync<Me>("/v1/me")).SubscriptionTier);
        var custom = await BuyAsync(user, "pro", addOns: 2);
        var id = Provider.NewId();

        await SendAsync("subscription_created", Provider.Subscription(id, quantity: 3), custom);

        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "pro", "the plan that was paid for");
        var subscription = await user.GetAsync<Subscription>("/v1/billing/subscription");
        Assert.Equal(("pro", SubscriptionStatus.Active, 2L), (subscription.Tier, subscription.Status, subscription.AgentCoreAddOns));
        Assert.Contains("renews on", subscription.Next, StringComparison.Ordinal);
        Assert.True((await user.GetAsync<PlansView>("/v1/billing/plans")).Plans.Single(plan => plan.Tier == "pro").Current);
    }

    [Fact]
    public async Task Portal_and_invoices_come_from_the_provider_when_they_are_asked_for()
    {
        using var user = await billing.NewUserAsync();
        await ApiClient.ErrorAsync(await user.Http.GetAsync("/v1/billing/portal"), HttpStatusCode.NotFound);
        var id = Provider.NewId();
        await SendAsync("subscription_created", Provider.Subscription(id), await BuyAsync(user, "pro"));
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "pro", "the plan");
        Provider.Subscriptions[id] = Provider.Subscription(id);
        Provider.Invoices.Enqueue(Provider.Invoice("5", id));

        Assert.Equal($"https://portal.test/{id}?signature=portal-canary", (await user.GetAsync<PortalLink>("/v1/billing/portal")).Url.ToString());
        var invoice = Assert.Single((await user.GetAsync<Page<Invoice>>("/v1/billing/invoices?limit=10")).Items);
        Assert.Equal((99m, "USD", "paid", false, "https://invoice.test/5"), (invoice.Amount, invoice.Currency, invoice.Status, invoice.Refunded, invoice.Url!.ToString()));
    }

    [Fact]
    public async Task A_webhook_that_never_came_heals()
    {
        using var user = await billing.NewUserAsync();
        var id = Provider.NewId();
        await SendAsync("subscription_created", Provider.Subscription(id), await BuyAsync(user, "pro"));
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "pro", "the plan");

        Provider.Subscriptions[id] = Provider.Subscription(id, minutes: 5, status: "expired");

        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "free", "the end of the subscription");
    }

    [Fact]
    public async Task A_thousand_deliveries_over_fifty_connections_in_any_order_end_in_the_right_state()
    {
        var random = new Random(3);
        var users = new List<(ApiClient Client, string Tier)>();
        var bodies = new List<byte[]>();
        foreach (var tier in new[] { "enterprise", "free", "pro", "pro" })
        {
            var user = await billing.NewUserAsync();
            users.Add((user, tier));
            bodies.AddRange(LifeOf(Provider.NewId(), tier, await BuyAsync(user, "starter")));
        }

        var deliveries = new ConcurrentQueue<byte[]>(Enumerable.Range(0, Deliveries).Select(index => bodies[index % bodies.Count]).OrderBy(_ => random.Next()));
        var fresh = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var connection = new HttpClient { BaseAddress = billing.Stack.ControlPlane, Timeout = TimeSpan.FromSeconds(100) };
            while (deliveries.TryDequeue(out var body))
            {
                using var answer = await PaymentProvider.DeliverAsync(connection, body);
                Interlocked.Add(ref fresh, (await ApiClient.ReadAsync<WebhookReceipt>(answer)).Duplicate ? 0 : 1);
            }
        }));

        Assert.Equal(bodies.Count, fresh);
        foreach (var (client, tier) in users)
        {
            await Eventually.TrueAsync(async () => (await client.GetAsync<Me>("/v1/me")).SubscriptionTier == tier, $"the plan {tier}");
            client.Dispose();
        }
    }

    [Fact]
    public async Task What_is_not_signed_too_large_or_no_event_is_refused()
    {
        using var http = new HttpClient { BaseAddress = billing.Stack.ControlPlane };
        var body = PaymentProvider.Event("subscription_created", Provider.Subscription(Provider.NewId()), custom: null);
        foreach (var signature in new[] { string.Empty, "abc", new string('0', 64), new string('z', 64), PaymentProvider.Sign([.. body, 1]), PaymentProvider.Sign(body) + "00" })
        {
            Assert.Equal(ErrorCode.Unauthenticated, (await ApiClient.ErrorAsync(await PaymentProvider.DeliverAsync(http, body, signature), HttpStatusCode.Unauthorized)).Code);
        }

        await ApiClient.ErrorAsync(await PaymentProvider.DeliverAsync(http, new byte[300 * 1024]), HttpStatusCode.RequestEntityTooLarge);
        await ApiClient.ErrorAsync(await PaymentProvider.DeliverAsync(http, "{}"u8.ToArray()), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Custom_data_that_was_edited_pays_for_nobody()
    {
        using var victim = await billing.NewUserAsync();
        using var mallory = await billing.NewUserAsync();
        var custom = await BuyAsync(mallory, "pro");
        custom["user_id"] = (await victim.GetAsync<Me>("/v1/me")).UserId;

        var receipt = await SendAsync("subscription_created", Provider.Subscription(Provider.NewId()), custom);
        await SendAsync("subscription_expired", Provider.Subscription(Provider.NewId(), status: "expired"), custom);

        // A purchase after it has taken effect, so what came before it has been looked at too.
        var id = Provider.NewId();
        await SendAsync("subscription_created", Provider.Subscription(id), await BuyAsync(mallory, "pro"));
        await Eventually.TrueAsync(async () => (await mallory.GetAsync<Me>("/v1/me")).SubscriptionTier == "pro", "the plan of who paid");
        Assert.Equal(("free", 64), ((await victim.GetAsync<Me>("/v1/me")).SubscriptionTier, receipt.EventId.Length));
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_served_once()
    {
        using var user = await billing.NewUserAsync();
        var before = Provider.Checkouts.Count;
        var first = await PostAsync(user, "/v1/billing/checkout", "key-1", new { tier = "pro" });
        var again = await PostAsync(user, "/v1/billing/checkout", "key-1", new { tier = "pro" });
        var other = await PostAsync(user, "/v1/billing/checkout", "key-1", new { tier = "starter" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(("true", before + 1), (again.Headers.GetValues("Idempotency-Replayed").Single(), Provider.Checkouts.Count));
        Assert.Equal(ErrorCode.Conflict, (await ApiClient.ErrorAsync(other, HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task Agents_and_keys_are_made_once_for_a_key_whatever_races_and_other_users_have_keys_of_their_own()
    {
        using var user = await billing.NewUserAsync();
        using var stranger = await billing.NewUserAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(user, "/v1/agents", "key-1", new { name = "one", runtimeProvider = "cloudflare" })));
        var again = await PostAsync(user, "/v1/agents", "key-1", new { name = "one", runtimeProvider = "cloudflare" });

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{answer.StatusCode}"));
        var made = await ApiClient.ReadAsync<Agent>(again);
        Assert.Equal(($"/v1/agents/{made.AgentId}", true), (again.Headers.Location!.ToString(), again.Headers.ETag is not null));
        Assert.Single((await user.GetAsync<Page<Agent>>("/v1/agents")).Items);
        Assert.NotEqual(made.AgentId, (await ApiClient.ReadAsync<Agent>(await PostAsync(stranger, "/v1/agents", "key-1", new { name = "one", runtimeProvider = "cloudflare" }))).AgentId);

        var key = await ApiClient.ReadAsync<ApiKeyCreated>(await PostAsync(user, "/v1/api-keys", "key-1", new { name = "k", scopes = new[] { "read" } }));
        Assert.Equal(key.Key, (await ApiClient.ReadAsync<ApiKeyCreated>(await PostAsync(user, "/v1/api-keys", "key-1", new { name = "k", scopes = new[] { "read" } }))).Key);
        Assert.Single((await user.GetAsync<Page<ApiKey>>("/v1/api-keys")).Items);
        await ApiClient.ErrorAsync(await PostAsync(user, "/v1/agents", new string('k', 300), new { name = "two" }), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_upload_with_a_key_is_made_once_and_wants_the_archives_checksum()
    {
        using var user = await billing.NewUserAsync();
        var agent = await user.CreateAgentAsync();
        var archive = AgentArchive.Invoking("return 'x';");

        await ApiClient.ErrorAsync(await UploadAsync(user, agent.AgentId, archive, checksum: null), HttpStatusCode.BadRequest);
        var first = await ApiClient.ReadAsync<ArtifactUploaded>(await UploadAsync(user, agent.AgentId, archive, Checksum(archive)));
        var again = await UploadAsync(user, agent.AgentId, archive, Checksum(archive));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.UploadId, (await ApiClient.ReadAsync<ArtifactUploaded>(again)).UploadId);
        await ApiClient.ErrorAsync(await UploadAsync(user, agent.AgentId, archive, Checksum([1])), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_request_that_made_nothing_can_be_corrected_with_the_same_key()
    {
        using var user = await billing.NewUserAsync();
        await ApiClient.ErrorAsync(await PostAsync(user, "/v1/agents", "key-1", new { name = "" }), HttpStatusCode.BadRequest);

        Assert.Equal("good", (await ApiClient.ReadAsync<Agent>(await PostAsync(user, "/v1/agents", "key-1", new { name = "good", runtimeProvider = "cloudflare" }))).Name);
    }

    [Theory]
    [InlineData("throw new Error('after the payment');", HttpStatusCode.BadGateway)]
    [InlineData("await new Promise(() => {});", HttpStatusCode.GatewayTimeout)]
    public async Task An_invocation_with_a_key_runs_once_also_when_its_agent_fails(string ending, HttpStatusCode status)
    {
        using var user = await billing.NewUserAsync();
        var agent = await user.CreateAgentAsync();
        await user.DeployAsync(agent.AgentId, AgentArchive.Invoking($"const n = ((await context.state.get('n')) ?? 0) + 1; await context.state.set('n', n); if (request.messages.at(-1).content === 'count') return String(n); {ending}"));
        var body = new { input = new { prompt = "pay" }, sessionId = "s", options = new { timeoutMs = 1500 } };

        var first = await PostAsync(user, $"/v1/invoke/{agent.AgentId}", "key-1", body);
        var again = await PostAsync(user, $"/v1/invoke/{agent.AgentId}", "key-1", body);

        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal((await ApiClient.ErrorAsync(first, status)).TraceId, (await ApiClient.ErrorAsync(again, status)).TraceId);
        Assert.Equal("2", (await user.InvokeAsync(agent.AgentId, "count", "s")).Output.Text);
    }

    [Fact]
    public async Task An_invocation_with_a_key_runs_once_whether_its_answer_is_kept_or_streamed()
    {
        using var user = await billing.NewUserAsync();
        var agent = await user.CreateAgentAsync();
        await user.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'done';"));
        var path = $"/v1/invoke/{agent.AgentId}";

        var first = await ApiClient.ReadAsync<InvokeResponse>(await PostAsync(user, path, "key-1", new { input = new { prompt = "x" } }));
        var again = await ApiClient.ReadAsync<InvokeResponse>(await PostAsync(user, path, "key-1", new { input = new { prompt = "x" } }));
        using var stream = await PostAsync(user, path, "key-2", new { input = new { prompt = "x" } }, "text/event-stream");
        var events = await stream.Content.ReadAsStringAsync();

        Assert.Equal(first.InvocationId, again.InvocationId);
        Assert.Contains("event: done", events, StringComparison.Ordinal);
        await ApiClient.ErrorAsync(await PostAsync(user, path, "key-2", new { input = new { prompt = "x" } }, "text/event-stream"), HttpStatusCode.Conflict);
        await ApiClient.ErrorAsync(await PostAsync(user, path, "key-3", new { input = new { } }, "text/event-stream"), HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(user, path, "key-3", new { input = new { prompt = "x" } }, "text/event-stream")).StatusCode);
    }

    [Fact]
    public async Task Money_is_not_for_api_keys_and_operators_alone_replay()
    {
        using var user = await billing.NewUserAsync();
        var key = await user.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "k", Scopes = ["read", "deploy", "invoke"] });
        using var byKey = user.With(key.Key);
        await ApiClient.ErrorAsync(await byKey.SendAsync(HttpMethod.Post, "/v1/billing/checkout", new CheckoutRequest { Tier = "pro" }), HttpStatusCode.Forbidden);
        await ApiClient.ErrorAsync(await byKey.Http.GetAsync("/v1/billing/portal"), HttpStatusCode.Forbidden);
        Assert.Equal("free", (await byKey.GetAsync<Subscription>("/v1/billing/subscription")).Tier);

        await ApiClient.ErrorAsync(await user.SendAsync(HttpMethod.Post, "/v1/operator/billing/replay", new ReplayRequest()), HttpStatusCode.NotFound);
        await ApiClient.ErrorAsync(await user.Http.GetAsync("/v1/operator/billing/events"), HttpStatusCode.NotFound);
        await ApiClient.ErrorAsync(await user.SendAsync(HttpMethod.Post, "/v1/operator/billing/attach", new AttachSubscriptionRequest()), HttpStatusCode.NotFound);
    }

    /// <summary>Opens a checkout; the custom data with which the provider's events of the purchase will come.</summary>
    private async Task<JsonObject> BuyAsync(ApiClient user, string tier, int? addOns = null)
    {
        var link = await user.PostAsync<CheckoutRequest, CheckoutLink>("/v1/billing/checkout", new CheckoutRequest { Tier = tier, AgentCoreAddOns = addOns });
        Assert.StartsWith(Provider.Address.ToString(), link.Url.ToString(), StringComparison.Ordinal);
        Assert.True(link.ExpiresAt > DateTimeOffset.UtcNow);
        var userId = (await user.GetAsync<Me>("/v1/me")).UserId;
        return (JsonObject)Provider.Checkouts.Select(body => body["data"]!["attributes"]!["checkout_data"]!["custom"]!).Last(custom => custom["user_id"]!.ToString() == userId).DeepClone();
    }

    private async Task<WebhookReceipt> SendAsync(string name, JsonObject data, JsonObject? custom)
    {
        using var http = new HttpClient { BaseAddress = billing.Stack.ControlPlane };
        using var answer = await PaymentProvider.DeliverAsync(http, PaymentProvider.Event(name, data, custom));
        return await ApiClient.ReadAsync<WebhookReceipt>(answer);
    }

    private static string Checksum(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static async Task<HttpResponseMessage> UploadAsync(ApiClient user, string agentId, byte[] archive, string? checksum)
    {
        using var content = new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agentId}/artifacts") { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "key-1");
        if (checksum is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Checksum", checksum);
        }

        return await user.Http.SendAsync(request);
    }

    private IEnumerable<byte[]> LifeOf(string id, string tier, JsonObject custom)
    {
        string[] life = ["active", "past_due", "active", "cancelled", "active", "paused", "active", "unpaid", "active"];
        var minutes = 0;
        foreach (var status in life)
        {
            yield return PaymentProvider.Event("subscription_updated", Provider.Subscription(id, minutes++, status, variant: 101), custom);
        }

        yield return PaymentProvider.Event("subscription_updated", tier switch
        {
            "free" => Provider.Subscription(id, minutes, "expired", variant: 101),
            "enterprise" => Provider.Subscription(id, minutes, variant: 103),
            _ => Provider.Subscription(id, minutes, variant: 102, quantity: 2),
        }, custom);
    }

    private static async Task<HttpResponseMessage> PostAsync<T>(ApiClient user, string path, string key, T body, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Headers.Accept.ParseAdd(accept);
        return await user.Http.SendAsync(request);
    }
}
