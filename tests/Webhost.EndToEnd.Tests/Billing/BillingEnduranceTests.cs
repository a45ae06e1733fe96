using System.Globalization;
using System.Net.Http.Json;
using Webhost.Contracts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Billing;

/// <summary>What is acknowledged outlives the process, and operators can look at it and process it again.</summary>
public sealed class BillingEnduranceTests
{
    [Fact]
    public async Task What_was_acknowledged_before_a_crash_takes_effect_after_it_and_can_be_replayed_by_operators()
    {
        var billing = new BillingStack();
        try
        {
            await billing.InitializeAsync();
            var stack = billing.Stack;
            using var user = await billing.NewUserAsync();
            var userId = (await user.GetAsync<Me>("/v1/me")).UserId;
            await user.PostAsync<CheckoutRequest, CheckoutLink>("/v1/billing/checkout", new CheckoutRequest { Tier = "pro" });
            var custom = (System.Text.Json.Nodes.JsonObject)billing.Provider.Checkouts.Single()["data"]!["attributes"]!["checkout_data"]!["custom"]!;
            var started = DateTimeOffset.UtcNow;
            var id = billing.Provider.NewId();
            using (var http = new HttpClient { BaseAddress = stack.ControlPlane })
            {
                for (var minute = 0; minute < 20; minute++)
                {
                    using var answer = await PaymentProvider.DeliverAsync(http, PaymentProvider.Event("subscription_updated", billing.Provider.Subscription(id, minute), custom));
                    Assert.True(answer.IsSuccessStatusCode);
                }
            }

            using var keyRequest = new HttpRequestMessage(HttpMethod.Post, "/v1/api-keys") { Content = JsonContent.Create(new { name = "k", scopes = new[] { "read" } }), Headers = { { "Idempotency-Key", "key-1" } } };
            var key = (await ApiClient.ReadAsync<ApiKeyCreated>(await user.Http.SendAsync(keyRequest))).Key;

            // The whole parent dies while the last events may not be processed yet.
            await stack.CrashAndRestartAsync();
            await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "pro", "the plan after the crash", TimeSpan.FromSeconds(60));

            await stack.RestartAsync(("Operators", $"usr_00000000000000000000000000000000, {userId}"));

            // Everything that was kept has been saved by now: nobody's address, no signed link, no key is in it.
            Assert.All(["person-canary", "portal-canary", PaymentProvider.ApiKey, PaymentProvider.Secret, key], canary => Assert.Empty(stack.FilesWith(canary)));
            Assert.All(["person-canary", "portal-canary", PaymentProvider.ApiKey, PaymentProvider.Secret, key], canary => Assert.DoesNotContain(canary, stack.Output, StringComparison.Ordinal));
            var range = $"from={Uri.EscapeDataString(started.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture))}";
            await Eventually.TrueAsync(
                async () => (await user.GetAsync<Page<WebhookEvent>>($"/v1/operator/billing/events?{range}&state=pending")).Items.Count == 0, "everything to be processed", TimeSpan.FromSeconds(60));
            var events = (await user.GetAsync<Page<WebhookEvent>>($"/v1/operator/billing/events?{range}")).Items;
            var replayed = await user.PostAsync<ReplayRequest, ReplayOutcome>("/v1/operator/billing/replay", new ReplayRequest { From = started.AddMinutes(-1), To = DateTimeOffset.UtcNow.AddMinutes(1) });
            var one = await user.PostAsync<ReplayRequest, ReplayOutcome>("/v1/operator/billing/replay", new ReplayRequest { EventId = events[^1].EventId });

            Assert.InRange(events.Count, 1, 20);
            Assert.Equal(events.Select(item => (item.EventId, item.State)), replayed.Events.Select(item => (item.EventId, item.State)));
            Assert.Equal(events[^1].State, Assert.Single(one.Events).State);
            Assert.Equal("pro", (await user.GetAsync<Me>("/v1/me")).SubscriptionTier);
        }
        finally
        {
            await billing.DisposeAsync();
        }
    }
}
