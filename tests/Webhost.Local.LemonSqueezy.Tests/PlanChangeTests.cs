using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Billing.LemonSqueezy;
using Webhost.Core.Billing;

namespace Webhost.Local.LemonSqueezy.Tests;

/// <summary>The control plane's own way of changing subscriptions, against the sandbox: what is charged for each way from one plan to another.</summary>
public sealed class PlanChangeTests : IAsyncLifetime
{
    private const long Team = 2002;
    private const long Whole = 2003;
    private const long CentsOfRounding = 3;

    private static readonly SandboxVariant[] Variants =
    [
        new() { Id = TestSandbox.Starter, Product = "webhost", Name = "Starter", PriceCents = 2900 },
        new() { Id = Team, Product = "webhost", Name = "Pro", PriceCents = 9900, AdditionalPriceCents = 5000 },
        new() { Id = Whole, Product = "webhost", Name = "Enterprise", PriceCents = 50000 },
    ];

    private static readonly Entitlement[] Plans = [new("starter", 0), new("pro", 0), new("pro", 3), new("pro", 10), new("enterprise", 0)];

    private TestSandbox _sandbox = null!;
    private ServiceProvider _services = null!;

    public static TheoryData<int, int> Ways()
    {
        var ways = new TheoryData<int, int>();
        foreach (var from in Enumerable.Range(0, Plans.Length))
        {
            foreach (var to in Enumerable.Range(0, Plans.Length))
                ways.Add(from, to);
        }

        return ways;
    }

    public async Task InitializeAsync()
    {
        _sandbox = await TestSandbox.StartAsync(options => options with { Variants = Variants });
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLemonSqueezy(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LemonSqueezy:ApiBaseUrl"] = _sandbox.Uri.ToString(),
            ["LemonSqueezy:ApiKey"] = TestSandbox.ApiKey,
            ["LemonSqueezy:StoreId"] = TestSandbox.StoreId.ToString(CultureInfo.InvariantCulture),
            ["LemonSqueezy:WebhookSecret"] = TestSandbox.WebhookSecret,
            ["LemonSqueezy:TestMode"] = "true",
            ["LemonSqueezy:Variants:starter"] = TestSandbox.Starter.ToString(CultureInfo.InvariantCulture),
            ["LemonSqueezy:Variants:pro"] = Team.ToString(CultureInfo.InvariantCulture),
            ["LemonSqueezy:Variants:enterprise"] = Whole.ToString(CultureInfo.InvariantCulture),
        }).Build());
        _services = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_way_charges_what_is_missing_and_no_more_and_passes_nothing_larger(int from, int to)
    {
        var (had, wanted) = (Plans[from], Plans[to]);
        var (id, record) = await BuyAsync(had);
        await _sandbox.AdvanceAsync(hours: 31 * 12);
        _sandbox.Receiver.Take();

        record = await ChangeAsync(id, record, wanted);
        await _sandbox.SettleAsync();

        // Half of the month is left.
        var more = had.IsLessThan(wanted) || Price(wanted) > Price(had);
        var missing = more ? (Price(wanted) - Price(had)) / 2 : 0;
        var charged = (await _sandbox.InvoicesAsync(id)).Where(invoice => invoice["billing_reason"]!.GetValue<string>() == "updated").Sum(Total);
        Assert.InRange(charged, Math.Max(0, missing) - CentsOfRounding, Math.Max(0, missing) + CentsOfRounding);
        foreach (var seen in _sandbox.Receiver.Take().Where(webhook => webhook.Event.StartsWith("subscription_updated", StringComparison.Ordinal)).Select(webhook => Of(webhook.Attributes)))
        {
            Assert.True(Price(seen) <= Math.Max(Price(had), Price(wanted)), $"{seen} lay between {had} and {wanted}.");
            Assert.True(!had.IsLessThan(seen) || !wanted.IsLessThan(seen), $"{seen} lay between {had} and {wanted}.");
        }

        var state = SubscriptionState.Of(record, order: null, record.Newest!.UpdatedAt)!;
        Assert.Equal(more ? wanted : had, state.Entitlement);
        Assert.Equal(wanted, state.Next ?? state.Entitlement);

        // What was credited beyond that comes off the next payment.
        await _sandbox.AdvanceAsync(months: 1);
        var renewal = Total((await _sandbox.InvoicesAsync(id))[^1]);
        Assert.InRange(renewal, Price(wanted) + Math.Min(0, missing) - CentsOfRounding, Price(wanted) + Math.Min(0, missing) + CentsOfRounding);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_way_there_and_back_is_charged_once(int from, int to)
    {
        var (first, other) = (Plans[from], Plans[to]);
        var (id, record) = await BuyAsync(first);

        record = await ChangeAsync(id, record, other);
        record = await ChangeAsync(id, record, first);
        record = await ChangeAsync(id, record, other);

        // A whole month is left: all that was paid and credited is the price of what is there.
        var paid = (await _sandbox.InvoicesAsync(id)).Sum(Total);
        var state = SubscriptionState.Of(record, order: null, record.Newest!.UpdatedAt)!;
        await _sandbox.AdvanceAsync(months: 1);
        var credited = Total((await _sandbox.InvoicesAsync(id))[^1]) - Price(other);
        Assert.InRange(paid + credited, Price(state.Entitlement!) - (2 * CentsOfRounding), Price(state.Entitlement!) + (2 * CentsOfRounding));
        Assert.Equal(other, state.Next ?? state.Entitlement);
    }

    [Fact]
    public async Task What_the_customer_changes_to_less_in_the_portal_is_credited_and_not_kept()
    {
        var (id, record) = await BuyAsync(Plans[^1]);

        // The portal's terms are those of the API without any other wish.
        await _sandbox.AdvanceAsync(seconds: 1);
        await _sandbox.PatchAsync(id, new JsonObject { ["variant_id"] = TestSandbox.Starter });
        record = record.With(await FindAsync(id)).Record;

        Assert.Equal(new Entitlement("starter", 0), SubscriptionState.Of(record, order: null, record.Newest!.UpdatedAt)!.Entitlement);
        await _sandbox.AdvanceAsync(months: 1);
        Assert.Equal(0, Total((await _sandbox.InvoicesAsync(id))[^1]));
    }

    private static long Total(JsonNode invoice) => invoice["total"]!.GetValue<long>();

    private static long Price(Entitlement entitlement) => entitlement.Tier switch
    {
        "starter" => 2900 * (1 + entitlement.AddOns),
        "pro" => 9900 + (5000 * entitlement.AddOns),
        _ => 50000 * (1 + entitlement.AddOns),
    };

    private static Entitlement Of(JsonNode attributes) =>
        new(attributes["variant_id"]!.GetValue<long>() switch { TestSandbox.Starter => "starter", Team => "pro", _ => "enterprise" }, attributes["first_subscription_item"]!["quantity"]!.GetValue<long>() - 1);

    private async Task<(string Id, SubscriptionRecord Record)> BuyAsync(Entitlement plan)
    {
        var variant = plan.Tier switch { "starter" => TestSandbox.Starter, "pro" => Team, _ => Whole };
        var quantities = new JsonArray(new JsonObject { ["variant_id"] = variant, ["quantity"] = plan.AddOns + 1 });
        var id = await _sandbox.SubscribeAsync(variant, attributes: new JsonObject { ["checkout_data"] = new JsonObject { ["variant_quantities"] = quantities } });
        return (id, new SubscriptionRecord { SubscriptionId = id }.With(await FindAsync(id)).Record);
    }

    /// <summary>Goes the way as the control plane does: a note, a request and its answer for each step.</summary>
    private async Task<SubscriptionRecord> ChangeAsync(string id, SubscriptionRecord record, Entitlement wanted)
    {
        var provider = _services.GetRequiredService<IBillingProvider>();
        var present = await FindAsync(id);
        foreach (var step in ChangeStep.Of(SubscriptionState.Of(record.With(present).Record, order: null, present.UpdatedAt)!, wanted, entitlement => Price(entitlement)))
        {
            var note = step.Note(present, present.UpdatedAt);
            await _sandbox.AdvanceAsync(seconds: 1);
            present = (step.To.Tier == present.Tier
                ? await provider.ChangeAddOnsAsync(present, step.To.AddOns, step.Terms, default)
                : await provider.ChangePlanAsync(present, step.To.Tier, step.Terms, default)).Value;
            Assert.Equal(step.To, present.Entitlement);
            record = record.With(present).Record.With(note.EndedBy(present));
        }

        return record;
    }

    private async Task<SubscriptionFacts> FindAsync(string id) => (await _services.GetRequiredService<IBillingProvider>().FindAsync(id, default)).Value;
}
