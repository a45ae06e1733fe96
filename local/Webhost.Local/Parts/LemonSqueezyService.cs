using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Local.LemonSqueezy;
using Webhost.Local.Output;
using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>The payment sandbox in place of Lemon Squeezy, inside this process. It sells the plans at the prices of their settings.</summary>
internal sealed class LemonSqueezyService(ServiceContext context) : ILocalService
{
    private const string PlanProduct = "webhost";
    private const long StoreId = 11;
    private const int CentsOfDollar = 100;
    private const long AgentCoreAgentCents = 5000;
    private const string AgentCoreAgent = "AgentCore agent";

    private static readonly (string Tier, string Name, long VariantId)[] Plans = [("starter", "Starter", 1001), ("pro", "Pro", 1002), ("enterprise", "Enterprise", 1003)];

    // No plan: something that is charged by usage, to try that with.
    private static readonly SandboxVariant AgentsByUsage = new()
    {
        Id = 1004,
        Product = "AgentCore",
        Name = "Agents",
        Description = "Agents that run on AgentCore, charged at the end of a month for each.",
        PriceCents = AgentCoreAgentCents,
        IsUsageBased = true,
        Unit = "agent",
    };

    private LemonSqueezySandbox? _sandbox;

    public string Name => "lemon squeezy";

    public IReadOnlyList<PortClaim> Ports => [new(Name, context.Settings.Ports.LemonSqueezy, "Local__Ports__LemonSqueezy")];

    public string Address => $"http://127.0.0.1:{context.Settings.Ports.LemonSqueezy}";

    public string? WaitingFor => null;

    public IReadOnlyDictionary<string, string> ControlPlaneSettings
    {
        get
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LemonSqueezy__ApiBaseUrl"] = Address,
                ["LemonSqueezy__ApiKey"] = context.Secrets.LemonSqueezyApiKey,
                ["LemonSqueezy__StoreId"] = Text(StoreId),
                ["LemonSqueezy__WebhookSecret"] = context.Secrets.LemonSqueezyWebhookSecret,
                ["LemonSqueezy__TestMode"] = "true",
            };
            foreach (var (tier, _, variantId) in Plans)
                settings[$"LemonSqueezy__Variants__{tier}"] = Text(variantId);
            return settings;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _sandbox = await LemonSqueezySandbox.StartAsync(
            new LemonSqueezySandboxOptions
            {
                Port = context.Settings.Ports.LemonSqueezy,
                StateDirectory = context.State.LemonSqueezy,
                ApiKey = context.Secrets.LemonSqueezyApiKey,
                WebhookUrl = new Uri($"{context.PublicBaseUrl.TrimEnd('/')}/v1/billing/webhooks/lemon-squeezy"),
                WebhookSecret = context.Secrets.LemonSqueezyWebhookSecret,
                StoreId = StoreId,
                Variants = [.. Plans.Select(plan => Variant(plan.Tier, plan.Name, plan.VariantId)), AgentsByUsage],
                LoggerFactory = new TerminalLoggerFactory(context.Terminal, Name, LogLevel.Information),
            },
            cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }

    private SandboxVariant Variant(string tier, string name, long id)
    {
        var setting = $"Plans__{tier}__priceUsd";
        if (!decimal.TryParse(context.Settings[setting], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars))
            throw new StartException($"{setting} is '{context.Settings[setting]}', it must be an amount in US dollars. See docs/settings.md.");
        return new SandboxVariant
        {
            Id = id,
            Product = PlanProduct,
            Name = name,
            Description = $"The {name} plan of webhost.systems, month by month.",
            PriceCents = (long)(dollars * CentsOfDollar),
            AdditionalPriceCents = AddOnCents(tier),
            AdditionalUnit = AgentCoreAgent,
            TrialDays = context.Settings.TrialDays,
        };
    }

    // A plan with add-ons is bought in a quantity: the first is the plan, each further one an agent on AgentCore.
    private long? AddOnCents(string tier) =>
        decimal.TryParse(context.Settings[$"Plans__{tier}__agentCoreAddOnUsd"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars > 0
            ? (long)(dollars * CentsOfDollar)
            : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
