using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>A sandbox with a state directory of its own and a receiver for its webhooks. Its clock moves only when a test moves it.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    public const string ApiKey = "the-key-of-the-tests";
    public const string WebhookSecret = "the-secret-of-the-tests";
    public const long StoreId = 11;
    public const long Starter = 1001;
    public const long Pro = 1002;
    public const long Yearly = 1003;
    public const long Trial = 1004;
    public const long Usage = 1005;
    public const long WithAddOns = 1006;

    private static readonly SandboxVariant[] Variants =
    [
        new() { Id = Starter, Product = "webhost", Name = "Starter", Description = "The Starter plan of webhost.systems, month by month.", PriceCents = 2900 },
        new() { Id = Pro, Product = "webhost", Name = "Pro", Description = "The Pro plan of webhost.systems, month by month.", PriceCents = 9900 },
        new() { Id = Yearly, Product = "webhost", Name = "Pro, by the year", PriceCents = 99000, Interval = "year" },
        new() { Id = Trial, Product = "webhost trial", Name = "Tried", PriceCents = 1900, TrialDays = 14 },
        new() { Id = WithAddOns, Product = "webhost", Name = "Team", PriceCents = 9900, AdditionalPriceCents = 5000, AdditionalUnit = "AgentCore agent" },
        new() { Id = Usage, Product = "AgentCore", Name = "Agents", PriceCents = 5000, IsUsageBased = true, Unit = "agent" },
    ];

    private readonly Func<LemonSqueezySandboxOptions, LemonSqueezySandboxOptions> _configure;
    private LemonSqueezySandbox? _sandbox;

    private TestSandbox(Receiver receiver, Func<LemonSqueezySandboxOptions, LemonSqueezySandboxOptions> configure)
    {
        Receiver = receiver;
        _configure = configure;
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("webhost-ls-").FullName;

    public FixedTime Time { get; } = new();

    public Receiver Receiver { get; }

    /// <summary>The API as its users see it.</summary>
    public JsonClient Api { get; private set; } = null!;

    /// <summary>The sandbox's own API.</summary>
    public JsonClient Admin { get; private set; } = null!;

    public Uri Uri => _sandbox!.Uri;

    public static async Task<TestSandbox> StartAsync(Func<LemonSqueezySandboxOptions, LemonSqueezySandboxOptions>? configure = null)
    {
        var sandbox = new TestSandbox(await Receiver.StartAsync(), configure ?? (options => options));
        await sandbox.OpenAsync();
        return sandbox;
    }

    public async Task OpenAsync()
    {
        _sandbox = await LemonSqueezySandbox.StartAsync(_configure(new LemonSqueezySandboxOptions
        {
            StateDirectory = Directory,
            ApiKey = ApiKey,
            WebhookUrl = Receiver.Url,
            WebhookSecret = WebhookSecret,
            StoreId = StoreId,
            Variants = Variants,
            ApiCallsPerMinute = null,
            BankDelay = TimeSpan.Zero,
            TimeProvider = Time,
        }));
        Api = new JsonClient(Uri, ApiKey, "application/vnd.api+json");
        Admin = new JsonClient(Uri, await File.ReadAllTextAsync(Path.Combine(Directory, "admin.key")), "application/json");
    }

    public async Task CloseAsync()
    {
        Api.Dispose();
        Admin.Dispose();
        if (_sandbox is { } sandbox)
            await sandbox.DisposeAsync();
        _sandbox = null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Receiver.DisposeAsync();
        await Folders.RemoveAsync(Directory);
    }

    /// <summary>Makes a checkout; the resource object.</summary>
    public async Task<JsonNode> CheckoutAsync(long variantId = Starter, JsonObject? attributes = null)
    {
        var (status, body) = await Api.PostAsync("v1/checkouts", Document.New("checkouts", attributes ?? [], ("store", "stores", StoreId), ("variant", "variants", variantId)));
        Assert.True(status == 201, body.ToJsonString());
        return body["data"]!;
    }

    /// <summary>Buys a variant and waits until the receiver has heard of it; the id of the subscription.</summary>
    public async Task<string> SubscribeAsync(long variantId = Starter, string email = "ada@example.org", string card = "4242424242424242", JsonObject? attributes = null)
    {
        var checkout = await CheckoutAsync(variantId, attributes);
        var (status, paid) = await Admin.PostAsync($"local/checkouts/{checkout["id"]}/pay", new JsonObject { ["email"] = email, ["name"] = "Ada Lovelace", ["cardNumber"] = card });
        Assert.True(status == 200, paid.ToJsonString());
        await SettleAsync();
        return paid["subscriptionId"]!.ToString();
    }

    /// <summary>Moves the clock; when this completes, everything due has happened and was sent.</summary>
    public async Task AdvanceAsync(int months = 0, int days = 0, int hours = 0, int seconds = 0)
    {
        var (status, body) = await Admin.PostAsync("local/clock", new JsonObject { ["months"] = months, ["days"] = days, ["hours"] = hours, ["seconds"] = seconds });
        Assert.True(status == 200, body.ToJsonString());
    }

    /// <summary>Waits until nothing is left that could be sent at this moment.</summary>
    public Task SettleAsync() => Eventually.TrueAsync(
        async () =>
        {
            var now = (await Admin.GetAsync("local/clock")).Body["now"]!.GetValue<DateTimeOffset>();
            return (await Admin.GetAsync("local/queue")).Body["items"]!.AsArray().All(item => item!["held"]!.GetValue<bool>() || item["dueAt"]!.GetValue<DateTimeOffset>() > now);
        },
        "the queue of webhooks to be empty");

    public async Task<JsonNode> SubscriptionAsync(string id) => (await Api.GetAsync($"v1/subscriptions/{id}")).Body["data"]!["attributes"]!;

    public async Task<IReadOnlyList<JsonNode>> InvoicesAsync(string subscriptionId) =>
        [.. (await Api.GetAsync($"v1/subscription-invoices?filter[subscription_id]={subscriptionId}&sort=createdAt&page[size]=100")).Body["data"]!.AsArray().Select(invoice => invoice!["attributes"]!)];

    /// <summary>Changes a subscription through the API.</summary>
    public Task<(int Status, JsonNode Body)> PatchAsync(string subscriptionId, JsonObject attributes) =>
        Api.PatchAsync($"v1/subscriptions/{subscriptionId}", Document.Change("subscriptions", subscriptionId, attributes));
}
