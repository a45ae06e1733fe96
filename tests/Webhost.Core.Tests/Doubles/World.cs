using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Core.Accounts;
using Webhost.Core.Agents;
using Webhost.Core.Alerts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Artifacts;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Costs;
using Webhost.Core.Deployments;
using Webhost.Core.Idempotency;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Logs;
using Webhost.Core.Mail;
using Webhost.Core.Metrics;
using Webhost.Core.Plans;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Artifacts;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;
using Webhost.Storage;

namespace Webhost.Core.Tests.Doubles;

/// <summary>The whole core over real tables and blobs, with a runtime, a vault and a clock that the test holds; and a fuse in front of every boundary.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private World(ServiceProvider services, Caller caller)
    {
        this.services = services;
        Caller = caller;
        Runner = new OrchestrationRunner(this);
    }

    public FakeClock Clock => Get<FakeClock>();

    public FakeRuntime Runtime => Get<FakeRuntime>();

    public FakeBilling Billing => Get<FakeBilling>();

    public FakeVault Vault => Get<FakeVault>();

    public Fuse Fuse => Get<Fuse>();

    public FakeOrchestrations Orchestrations => Get<FakeOrchestrations>();

    public OrchestrationRunner Runner { get; }

    public Caller Caller { get; set; }

    public RecordingCorrections Corrections => Get<RecordingCorrections>();

    /// <summary>A process over this storage; with another one, of the same installation at the same time.</summary>
    public static async Task<World> CreateAsync(AzuriteFixture azurite, World? other = null)
    {
        var parts = new ServiceCollection();
        parts.AddWebhostStorage(new StorageOptions { ConnectionString = azurite.ConnectionString }, new KeyVaultOptions { Uri = new Uri("https://127.0.0.1:1") });
        parts.AddSingleton<Fuse>().AddSingleton<FakeRuntime>().AddSingleton(other?.Vault ?? new FakeVault()).AddSingleton<FakeOrchestrations>();
        parts.AddSingleton(other?.Corrections ?? new RecordingCorrections()).AddSingleton<IUsageCorrections>(provider => provider.GetRequiredService<RecordingCorrections>());
        parts.AddSingleton(other?.Clock ?? new FakeClock(DateTimeOffset.UtcNow)).AddSingleton<TimeProvider>(provider => provider.GetRequiredService<FakeClock>());
        parts.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        parts.AddSingleton<ISecretVault>(provider => provider.GetRequiredService<FakeVault>());
        parts.AddSingleton<IRuntimeProvider>(provider => provider.GetRequiredService<FakeRuntime>());
        parts.AddSingleton<IOrchestrations>(provider => provider.GetRequiredService<FakeOrchestrations>());
        parts.AddSingleton(new PlatformOptions { PublicBaseUrl = new Uri("http://127.0.0.1:7071") });
        parts.AddSingleton(new TelemetryOptions()).AddSingleton(Some.Plans());
        parts.AddSingleton(new InvocationOptions { MaximumBodyBytes = 1 << 20, MaximumMessages = 200, MaximumMessageCharacters = 100_000, Timeout = TimeSpan.FromSeconds(30), LongestInOnePiece = TimeSpan.FromSeconds(50) });
        foreach (var part in new[]
                 {
                     typeof(AgentDirectory), typeof(AgentCloning), typeof(AgentRemoval), typeof(AgentSecrets), typeof(SecretValues), typeof(ArtifactUploads), typeof(DeploymentDirectory), typeof(DeploymentEvents),
                     typeof(DeploymentInputs), typeof(DeploymentJournal), typeof(DeploymentPipeline), typeof(DeploymentStop), typeof(DeploymentEnd), typeof(DeploymentUndo), typeof(AgentHold), typeof(RuntimeRefresh), typeof(Rollbacks),
                     typeof(RollbackSteps), typeof(PendingWatch), typeof(AcceptedWork), typeof(InvocationRoutes), typeof(InvocationMeter), typeof(InvocationGateway), typeof(RateLimits), typeof(QuotaGate), typeof(SessionDirectory),
                     typeof(WorkloadKeys), typeof(MeteringQueue), typeof(TelemetryMeter), typeof(TelemetryIngestion), typeof(MetricsMeter), typeof(RawHours), typeof(UsageCorrector), typeof(HourlyRollups),
                     typeof(Backfill), typeof(AgentMetricsReader), typeof(AccountMetricsReader), typeof(AgentLogs), typeof(EveryAgent), typeof(EventRetention), typeof(LogRetention), typeof(SessionRetention), typeof(RuntimeProviders),
                     typeof(UserDirectory), typeof(RuntimeEntitlement), typeof(IdempotentCalls),
                     typeof(AsyncInvocationDirectory), typeof(AsyncInvocationKeys), typeof(AsyncInvocationRun), typeof(AsyncInvocationNotice), typeof(AsyncInvocationRetention),
                     typeof(BillingConnection), typeof(BillingCalls), typeof(PlanOffers), typeof(CheckoutClaims), typeof(Checkouts), typeof(BillingPages), typeof(AccountEntitlements),
                     typeof(BillingAudit), typeof(SubscriptionLedger), typeof(SubscriptionReader), typeof(SubscriptionChanges), typeof(SubscriptionAttachment), typeof(EventApplication), typeof(WebhookQueue),
                     typeof(WebhookInbox), typeof(WebhookProcessor), typeof(WebhookReplay), typeof(LostPurchases), typeof(AbandonedPurchases), typeof(Reconciliation), typeof(DueChanges), typeof(UsageReporting),
                     typeof(BillingRetention),
                     typeof(ApiKeyRing), typeof(ApiKeyRotation), typeof(AuditTrail), typeof(AuditReader), typeof(PointerAudit),
                     typeof(PriceBook), typeof(CostImports), typeof(StatedCosts), typeof(MetricsCosts), typeof(UsageReporter), typeof(SpendCaps), typeof(LimitsReader), typeof(WebhookSender),
                     typeof(AlertKeys), typeof(AlertLimits), typeof(AlertDesk), typeof(AlertDispatcher), typeof(AlertWatch),
                     typeof(AccountExports), typeof(ExportArchive), typeof(ExportContents), typeof(AgentExport), typeof(AccountDeletions), typeof(AuditPseudonyms),
                 })
        {
            parts.AddSingleton(part);
        }

        parts.AddSingleton(new AccountOptions { ExportLife = TimeSpan.FromDays(7), Settling = TimeSpan.FromSeconds(1), LateArrivals = TimeSpan.FromHours(1), ExportSlice = TimeSpan.Zero });
        parts.AddSingleton<FakeBilling>().AddSingleton<IBillingProvider>(provider => provider.GetRequiredService<FakeBilling>());
        parts.AddSingleton(new BillingOptions { Grace = TimeSpan.FromDays(7), EventRetention = TimeSpan.FromDays(90), MeteredUnit = MeteredUnit.ThousandTokens });
        var settings = SampleSettings.Read();
        parts.AddSingleton(PriceTables.Read(settings));
        parts.AddSingleton(new WebhookOptions { AllowPrivateAddresses = true, Timeout = TimeSpan.FromSeconds(5) });
        parts.AddSingleton<FakeEmail>().AddSingleton<IEmailSender>(provider => provider.GetRequiredService<FakeEmail>());
        parts.AddSingleton(provider => new TableServiceClient(azurite.ConnectionString, new TableClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(new FusedWire(provider.GetRequiredService<Fuse>()))),
            Retry = { MaxRetries = 0 },
        }));
        parts.Fused<ISecretVault>().Fused<IExportStore>().Fused<IArtifactStore>().Fused<ICostExportFiles>().Fused<IAsyncInvocationStore>().Fused<IEmailSender>().Fused<IRuntimeProvider>().Fused<IOrchestrations>();
        var world = new World(parts.BuildServiceProvider(), other?.Caller ?? Some.Caller());
        await world.Get<StorageSetup>().CreateAsync(default);
        return world;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    public async Task<AgentRecord> NewAgentAsync(string name = "echo") =>
        (await Get<AgentDirectory>().CreateAsync(Caller, new CreateAgentRequest { Name = name, RuntimeProvider = Runtime.Id }, default)).Value.Value;

    public async Task<AgentRecord> AgentAsync(string agentId) => (await Get<IAgentStore>().FindAsync(Caller.UserId, agentId, default))!.Value;

    public async Task<DeploymentRecord> DeploymentAsync(string deploymentId) => (await Get<IDeploymentStore>().FindAsync(Caller.UserId, deploymentId, default))!.Value;

    public async Task<IReadOnlyList<DeploymentRecord>> DeploymentsAsync(string agentId) =>
        (await Get<IDeploymentStore>().ListAsync(agentId, new PageRequest(200, null), default)).Items;

    public async Task<string> UploadAsync(string agentId)
    {
        var archive = TestArchive.Zip(
            ("agent.config.json", $$$"""{"protocol":"invoke/v1","runtime":"{{{Runtime.Id}}}","entrypoint":"agent.js","env":{"requiredKeys":[],"optionalKeys":["TOKEN"]},"capabilities":{"streaming":true,"tools":false}}"""),
            ("agent.js", "export default {};"));
        using var content = new MemoryStream(archive);
        return (await Get<ArtifactUploads>().ReceiveAsync(Caller, agentId, content, "application/zip", null, default)).Value.UploadId;
    }

    public Task<Result<DeploymentRecord>> StartDeploymentAsync(string agentId, string uploadId, bool queue = false) => Get<DeploymentDirectory>().CreateAsync(
        Caller,
        agentId,
        new CreateDeploymentRequest { Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = uploadId }, Queue = queue },
        Get<IOrchestrations>(),
        default);

    public async Task<DeploymentRecord> DeployAsync(string agentId)
    {
        var started = await StartDeploymentAsync(agentId, await UploadAsync(agentId));
        await Runner.RunAllAsync();
        return await DeploymentAsync(started.Value.DeploymentId);
    }

    /// <summary>Starts the process again and lets the watch and the orchestrations do their work.</summary>
    public async Task RecoverAsync()
    {
        Fuse.Restart();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Get<PendingWatch>().RunAsync(new OnlyOurs(this), default);
        await Runner.RunAllAsync();
    }

    /// <summary>Lets the watch look at this test's notes.</summary>
    public Task WatchAsync() => Get<PendingWatch>().RunAsync(new OnlyOurs(this), default);

    /// <summary>What is still noted of this test's user.</summary>
    public async Task<IReadOnlyList<PendingItem>> PendingAsync() =>
        [.. (await Get<IPendingWork>().ListAsync(default)).Where(item => string.Equals(item.UserId, Caller.User.UserId, StringComparison.Ordinal))];

    /// <summary>Keeps the watch from taking up the work of other tests, with which the storage is shared.</summary>
    private sealed class OnlyOurs(World world) : IOrchestrations
    {
        public Task StartAsync(PendingItem item, CancellationToken cancellationToken) => world.Get<IOrchestrations>().StartAsync(item, cancellationToken);

        public async Task<OrchestrationState> StateAsync(string id, CancellationToken cancellationToken) =>
            (await world.PendingAsync()).Any(item => string.Equals(item.Id, id, StringComparison.Ordinal)) ? await world.Get<IOrchestrations>().StateAsync(id, cancellationToken) : OrchestrationState.Running;

        public Task ForgetAsync(string id, CancellationToken cancellationToken) => world.Get<IOrchestrations>().ForgetAsync(id, cancellationToken);

        public Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken) => world.Get<IOrchestrations>().RequestCancelAsync(deploymentId, cancellationToken);
    }
}
