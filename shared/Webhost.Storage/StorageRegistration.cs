using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
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
using Webhost.Core.Limits;
using Webhost.Core.Logs;
using Webhost.Core.Metrics;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Telemetry;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;
using Webhost.Storage.Accounts;
using Webhost.Storage.Agents;
using Webhost.Storage.Alerts;
using Webhost.Storage.ApiKeys;
using Webhost.Storage.Artifacts;
using Webhost.Storage.AsyncInvocations;
using Webhost.Storage.Billing;
using Webhost.Storage.Audit;
using Webhost.Storage.Costs;
using Webhost.Storage.Deployments;
using Webhost.Storage.Idempotency;
using Webhost.Storage.Internal;
using Webhost.Storage.Limits;
using Webhost.Storage.Logs;
using Webhost.Storage.Metrics;
using Webhost.Storage.Secrets;
using Webhost.Storage.Sessions;
using Webhost.Storage.Telemetry;
using Webhost.Storage.UsageReports;
using Webhost.Storage.Users;

namespace Webhost.Storage;

/// <summary>Registers every store.</summary>
public static class StorageRegistration
{
    // A table or the vault that hangs holds up who waits for it, an invocation at last, for less than a minute with its repeats: their clients' own time is 100 seconds a try. Blobs are read and written in large pieces.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds tables, blobs and the vault.</summary>
    public static IServiceCollection AddWebhostStorage(this IServiceCollection services, StorageOptions storage, KeyVaultOptions vault)
    {
        services.AddSingleton(_ => storage.ConnectionString is { } connection
            ? new TableServiceClient(connection, Bounded(new TableClientOptions()))
            : new TableServiceClient(storage.TablesUri, new DefaultAzureCredential(), Bounded(new TableClientOptions())));
        services.AddSingleton(_ => storage.ConnectionString is { } connection
            ? new BlobServiceClient(connection)
            : new BlobServiceClient(storage.BlobsUri, new DefaultAzureCredential()));
        services.AddSingleton(_ => NewSecretClient(vault));
        services.AddSingleton<Tables>();
        services.AddSingleton(provider => new StorageSetup(provider.GetRequiredService<Tables>(), provider.GetRequiredService<ArtifactStore>(), provider.GetRequiredService<CostExportFiles>(), provider.GetRequiredService<ExportStore>(), provider.GetRequiredService<AsyncInvocationStore>()));
        services.AddSingleton<ISecretVault, KeyVaultSecretVault>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<IUserStore>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<IUserRegister>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<IAgentStore, AgentStore>();
        services.AddSingleton<IApiKeyStore, ApiKeyStore>();
        services.AddSingleton<ISecretStore, SecretStore>();
        services.AddSingleton<StoredBytes>();
        services.AddSingleton<ArtifactStore>();
        services.AddSingleton<IArtifactStore>(provider => provider.GetRequiredService<ArtifactStore>());
        services.AddSingleton<IDeploymentStore, DeploymentStore>();
        services.AddSingleton<IDeploymentLog, DeploymentLog>();
        services.AddSingleton<IPendingWork, PendingWork>();
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<AsyncInvocationStore>();
        services.AddSingleton<IAsyncInvocationStore>(provider => provider.GetRequiredService<AsyncInvocationStore>());
        services.AddSingleton<ILogStore, LogStore>();
        services.AddSingleton<DirtyHours>();
        services.AddSingleton<IDirtyHours>(provider => provider.GetRequiredService<DirtyHours>());
        services.AddSingleton<ITelemetryStore, TelemetryStore>();
        services.AddSingleton<IRawEventStore, RawEventStore>();
        services.AddSingleton<IBackfillStore, BackfillStore>();
        services.AddSingleton<UsageRows>();
        services.AddSingleton<IHourlyStore, HourlyStore>();
        services.AddSingleton<IQuotaStore, QuotaStore>();
        services.AddSingleton<IUsageCorrections>(provider => provider.GetRequiredService<IQuotaStore>());
        services.AddSingleton<ISubscriptionStore, SubscriptionStore>();
        services.AddSingleton<ICheckoutStore, CheckoutStore>();
        services.AddSingleton<IWebhookEventStore, WebhookEventStore>();
        services.AddSingleton<IIdempotencyStore, IdempotencyStore>();
        services.AddSingleton<IAuditStore, AuditStore>();
        services.AddSingleton<ICostStore, CostStore>();
        services.AddSingleton<IUsageCells, UsageCells>();
        services.AddSingleton<IAlertStore, AlertStore>();
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<ExportStore>();
        services.AddSingleton<IExportStore>(provider => provider.GetRequiredService<ExportStore>());
        services.AddSingleton<IAccountEraser, AccountEraser>();
        services.AddSingleton<CostExportFiles>();
        services.AddSingleton<ICostExportFiles>(provider => provider.GetRequiredService<CostExportFiles>());
        return services;
    }

    private static TOptions Bounded<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.NetworkTimeout = Patience;
        return options;
    }

    private static SecretClient NewSecretClient(KeyVaultOptions vault)
    {
        var options = Bounded(new SecretClientOptions());
        if (vault.CertificateAuthorityFile is { } file)
        {
            options.Transport = new HttpClientTransport(new HttpClient(TrustingOnly(file)));
            options.DisableChallengeResourceVerification = true;
        }

        TokenCredential credential = vault.AccessToken is { } token
            ? DelegatedTokenCredential.Create((_, _) => new AccessToken(token, DateTimeOffset.MaxValue))
            : new DefaultAzureCredential();
        return new SecretClient(vault.Uri, credential, options);
    }

    /// <summary>A transport that trusts one certificate authority: for a vault on this machine, never system-wide.</summary>
    private static SocketsHttpHandler TrustingOnly(string certificateAuthorityFile)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(certificateAuthorityFile);
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return handler;
    }
}
