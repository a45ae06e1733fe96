using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Billing.LemonSqueezy;
using Webhost.Core;
using Webhost.Core.Accounts;
using Webhost.Core.Agents;
using Webhost.Core.Alerts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Artifacts;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Billing;
using Webhost.Core.Audit;
using Webhost.Core.Costs;
using Webhost.Core.Deployments;
using Webhost.Core.Idempotency;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Logs;
using Webhost.Core.Metrics;
using Webhost.Core.Plans;
using Webhost.Core.Providers;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Telemetry;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;
using Webhost.Functions.Health;
using Webhost.Functions.Http;
using Webhost.Functions.OpenApi;
using Webhost.Mail;
using Webhost.Providers.AgentCore;
using Webhost.Providers.Cloudflare;
using Webhost.Storage;

namespace Webhost.Functions.Composition;

/// <summary>What the control plane is made of.</summary>
internal static class ControlPlane
{
    // Of the five seconds that the Functions host gives a worker to end: what is still served then is cut off, and there is time left to write what it used.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    private static readonly string[] AsymmetricAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddControlPlane(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        services.AddSettings(settings, configuration);
        services.AddWebhostStorage(StorageOf(settings), KeyVaultOf(settings));
        services.AddCloudflareRuntime(configuration);
        services.AddAgentCoreRuntime(configuration);
        services.AddLemonSqueezy(configuration);
        services.AddWebhostMail(configuration);
        services.AddOpenTelemetryExport(settings);
        settings.ThrowIfWrong();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<RuntimeProviders>();
        services.AddSingleton<RuntimeEntitlement>();
        services.AddIdentity();
        services.AddAgents();
        services.AddInvocation();
        services.AddMetering();
        services.AddBilling();
        services.AddAudit();
        services.AddAccounts();
        services.AddUsageReports();
        services.AddSingleton<OperationCatalog>();
        services.AddSingleton<OpenApiDocumentSource>();
        services.AddSingleton<ReadinessChecks>();
    }

    private static void AddSettings(this IServiceCollection services, Settings settings, IConfiguration configuration)
    {
        services.AddSingleton(OidcOf(settings));
        services.AddSingleton(new PlatformOptions { PublicBaseUrl = settings.Address("PublicBaseUrl"), Operators = settings.Words("Operators") });
        services.AddSingleton(CorsOf(settings));
        services.AddSingleton(BillingOf(settings));
        services.AddSingleton(new AccountOptions
        {
            ExportLife = TimeSpan.FromDays(settings.Number("Accounts:ExportDays")),
            Settling = TimeSpan.FromSeconds(settings.Number("Accounts:SettlingSeconds")),
            LateArrivals = TimeSpan.FromSeconds(settings.Number("Accounts:LateSeconds")),
        });
        services.AddSingleton(new ArtifactOptions { UndeployedLife = TimeSpan.FromDays(settings.Number("Artifacts:UndeployedDays")) });
        services.AddSingleton(new InvocationOptions
        {
            MaximumBodyBytes = settings.Number("Invocation:MaximumBodyBytes"),
            MaximumMessages = settings.Number("Invocation:MaximumMessages"),
            MaximumMessageCharacters = settings.Number("Invocation:MaximumMessageCharacters"),
            Timeout = TimeSpan.FromSeconds(settings.Number("Invocation:TimeoutSeconds")),
            LongestInOnePiece = TimeSpan.FromSeconds(settings.Number("Invocation:OnePieceSeconds")),
        });
        services.AddSingleton(new TelemetryOptions
        {
            QueueCapacity = settings.Number("Telemetry:QueueCapacity"),
            ParallelWrites = settings.Number("Telemetry:ParallelWrites"),
            MeasurementCapacity = settings.Number("Telemetry:MeasurementCapacity"),
            Grace = TimeSpan.FromSeconds(settings.Number("Telemetry:GraceSeconds")),
        });
        services.AddSingleton(new WebhookOptions
        {
            AllowPrivateAddresses = settings.YesOrNo("Webhooks:AllowPrivateAddresses"),
            Timeout = TimeSpan.FromSeconds(settings.Number("Webhooks:TimeoutSeconds")),
        });
        settings.Text("AlertSchedule");
        settings.Text("CostImportSchedule");
        services.AddSingleton(new AuditOptions { RetentionDays = settings.Number("Audit:RetentionDays") });
        try
        {
            services.AddSingleton(PlanCatalog.Read(configuration));
        }
        catch (InvalidOperationException exception)
        {
            settings.Refuse(exception.Message.TrimEnd('.'));
        }

        try
        {
            services.AddSingleton(PriceTables.Read(configuration));
        }
        catch (InvalidOperationException exception)
        {
            settings.Refuse(exception.Message.TrimEnd('.'));
        }
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton(provider => new OidcTokenVerifier(
            provider.GetRequiredService<OidcOptions>(),
            new HttpClient { Timeout = TimeSpan.FromSeconds(5) },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OidcTokenVerifier>>()));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<LiveAccess>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<ApiKeyRotation>();
    }

    private static void AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentDirectory>();
        services.AddSingleton<AgentCloning>();
        services.AddSingleton<AgentRemoval>();
        services.AddSingleton<AgentSecrets>();
        services.AddSingleton<SecretValues>();
        services.AddSingleton<ArtifactUploads>();
        services.AddSingleton<UploadRetention>();
        services.AddSingleton<DeploymentDirectory>();
        services.AddSingleton<DeploymentEvents>();
        services.AddSingleton<DeploymentInspection>();
        services.AddSingleton<DeploymentInputs>();
        services.AddSingleton<DeploymentJournal>();
        services.AddSingleton<DeploymentPipeline>();
        services.AddSingleton<DeploymentStop>();
        services.AddSingleton<DeploymentEnd>();
        services.AddSingleton<DeploymentUndo>();
        services.AddSingleton<PointerAudit>();
        services.AddSingleton<AgentHold>();
        services.AddSingleton<RuntimeRefresh>();
        services.AddSingleton<Rollbacks>();
        services.AddSingleton<RollbackSteps>();
        services.AddSingleton<PendingWatch>();
        services.AddSingleton<AcceptedWork>();
    }

    private static void AddInvocation(this IServiceCollection services)
    {
        services.AddSingleton<InvocationRoutes>();
        services.AddSingleton<InvocationMeter>();
        services.AddSingleton<InvocationGateway>();
        services.AddSingleton<AsyncInvocationDirectory>();
        services.AddSingleton<AsyncInvocationKeys>();
        services.AddSingleton<AsyncInvocationRun>();
        services.AddSingleton<AsyncInvocationNotice>();
        services.AddSingleton<AsyncInvocationRetention>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<QuotaGate>();
        services.AddHostedService<QuotaKeeper>();
        services.AddSingleton<LimitsReader>();
        services.AddSingleton<SessionDirectory>();
    }

    private static void AddMetering(this IServiceCollection services)
    {
        services.AddSingleton<WorkloadKeys>();
        services.AddSingleton<MeteringQueue>();
        services.AddHostedService<MeteringWriter>();
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = DrainTime);
        services.AddSingleton<TelemetryMeter>();
        services.AddSingleton<TelemetryIngestion>();
        services.AddSingleton<MetricsMeter>();
        services.AddSingleton<RawHours>();
        services.AddSingleton<UsageCorrector>();
        services.AddSingleton<HourlyRollups>();
        services.AddSingleton<Backfill>();
        services.AddSingleton<AgentMetricsReader>();
        services.AddSingleton<AccountMetricsReader>();
        services.AddSingleton<AgentLogs>();
        services.AddSingleton<EveryAgent>();
        services.AddSingleton<EventRetention>();
        services.AddSingleton<LogRetention>();
        services.AddSingleton<SessionRetention>();
    }

    private static void AddBilling(this IServiceCollection services)
    {
        services.AddSingleton<IdempotentCalls>();
        services.AddSingleton<BillingConnection>();
        services.AddSingleton<BillingCalls>();
        services.AddSingleton<PlanOffers>();
        services.AddSingleton<CheckoutClaims>();
        services.AddSingleton<Checkouts>();
        services.AddSingleton<BillingPages>();
        services.AddSingleton<BillingAudit>();
        services.AddSingleton<AccountEntitlements>();
        services.AddSingleton<SubscriptionLedger>();
        services.AddSingleton<SubscriptionReader>();
        services.AddSingleton<SubscriptionChanges>();
        services.AddSingleton<SubscriptionAttachment>();
        services.AddSingleton<EventApplication>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<WebhookInbox>();
        services.AddSingleton<WebhookProcessor>();
        services.AddSingleton<WebhookReplay>();
        services.AddHostedService<WebhookWorker>();
        services.AddSingleton<LostPurchases>();
        services.AddSingleton<AbandonedPurchases>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<DueChanges>();
        services.AddSingleton<UsageReporting>();
        services.AddSingleton<BillingRetention>();
    }

    private static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditRetention>();
    }

    private static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<AccountExports>();
        services.AddSingleton<ExportArchive>();
        services.AddSingleton<ExportContents>();
        services.AddSingleton<AgentExport>();
        services.AddSingleton<AccountDeletions>();
        services.AddSingleton<IdentityEvents>();
        services.AddSingleton<AuditPseudonyms>();
    }

    private static void AddUsageReports(this IServiceCollection services)
    {
        services.AddSingleton<PriceBook>();
        services.AddSingleton<CostImports>();
        services.AddSingleton<StatedCosts>();
        services.AddSingleton<MetricsCosts>();
        services.AddSingleton<UsageReporter>();
        services.AddSingleton<SpendCaps>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<AlertKeys>();
        services.AddSingleton<AlertLimits>();
        services.AddSingleton<AlertDesk>();
        services.AddSingleton<AlertDispatcher>();
        services.AddSingleton<AlertWatch>();
        services.AddSingleton<AlertRetention>();
    }

    private static StorageOptions StorageOf(Settings settings)
    {
        var connection = settings.Optional("Storage:ConnectionString");
        return new StorageOptions
        {
            ConnectionString = connection,
            TablesUri = connection is null ? settings.Address("Storage:TablesUri") : null,
            BlobsUri = connection is null ? settings.Address("Storage:BlobsUri") : null,
        };
    }

    private static KeyVaultOptions KeyVaultOf(Settings settings) => new()
    {
        Uri = settings.Address("KeyVault:Uri"),
        CertificateAuthorityFile = settings.Optional("KeyVault:CertificateAuthorityFile"),
        AccessToken = settings.Optional("KeyVault:AccessToken"),
    };

    private static BillingOptions BillingOf(Settings settings) => new()
    {
        Grace = TimeSpan.FromDays(settings.Number("Billing:GraceDays")),
        EventRetention = TimeSpan.FromDays(settings.Number("Billing:EventRetentionDays")),
        ReturnUrl = settings.OptionalAddress("Billing:ReturnUrl"),
        MeteredUnit = settings.Choice<MeteredUnit>("Billing:MeteredUnit"),
    };

    private static CorsOptions CorsOf(Settings settings)
    {
        var origins = settings.Words("Cors:AllowedOrigins");
        foreach (var origin in origins.Where(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal)))
        {
            settings.Refuse($"Cors__AllowedOrigins names '{origin}', it must be an origin such as https://app.example.com, without a path");
        }

        return new CorsOptions(origins.ToHashSet(StringComparer.Ordinal));
    }

    private static OidcOptions OidcOf(Settings settings)
    {
        var algorithms = settings.Words("Oidc:Algorithms");
        var parties = settings.Words("Oidc:AuthorizedParties");
        if (algorithms.Count == 0 || algorithms.Except(AsymmetricAlgorithms, StringComparer.Ordinal).Any())
        {
            settings.Refuse($"Oidc__Algorithms must name some of {string.Join(", ", AsymmetricAlgorithms)}");
        }

        var audience = settings.Optional("Oidc:Audience");
        if (audience is null && parties.Count == 0)
        {
            settings.Refuse("Oidc__Audience is missing, and so is Oidc__AuthorizedParties that may take its place");
        }

        byte[]? webhookKey = null;
        if (settings.Optional("Oidc:WebhookSecret") is { } secret && !WebhookSignature.TryReadSecret(secret, out webhookKey))
        {
            settings.Refuse($"Oidc__WebhookSecret must be a signing secret: {WebhookSignature.SecretPrefix} and 24 to 64 bytes in base64");
        }

        return new OidcOptions
        {
            Authority = settings.Address("Oidc:Authority"),
            Audience = audience,
            Algorithms = algorithms,
            AuthorizedParties = parties,
            WebhookKey = webhookKey,
            EmailClaim = settings.Text("Oidc:EmailClaim"),
            EmailVerifiedClaim = settings.Text("Oidc:EmailVerifiedClaim"),
            NameClaim = settings.Text("Oidc:NameClaim"),
        };
    }
}
