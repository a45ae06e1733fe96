using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Webhost.Storage.Internal;

/// <summary>All tables by name. docs/tables.md explains every one.</summary>
internal sealed class Tables(TableServiceClient service)
{
    /// <summary>The names of all tables.</summary>
    internal static readonly IReadOnlyList<string> Names =
    [
        Users, Agents, Deployments, DeploymentLogs, Secrets, ApiKeys, Sessions, Invocations, Logs, Metrics, MetricsErrors, MetricsHourly, MetricsDaily, BillingUsage, QuotaLeases, StoredBytes, PendingWork,
        Subscriptions, Checkouts, WebhookEvents, IdempotencyKeys,
        Audit, CostImports, StatedCosts, AlertSettings, Alerts, AccountWork,
    ];

    internal const string Users = nameof(Users);
    internal const string Agents = nameof(Agents);
    internal const string Deployments = nameof(Deployments);
    internal const string DeploymentLogs = nameof(DeploymentLogs);
    internal const string Secrets = nameof(Secrets);
    internal const string ApiKeys = nameof(ApiKeys);
    internal const string Sessions = nameof(Sessions);
    internal const string Invocations = nameof(Invocations);
    internal const string Logs = nameof(Logs);
    internal const string Metrics = nameof(Metrics);
    internal const string MetricsErrors = nameof(MetricsErrors);
    internal const string MetricsHourly = nameof(MetricsHourly);
    internal const string MetricsDaily = nameof(MetricsDaily);
    internal const string BillingUsage = nameof(BillingUsage);
    internal const string QuotaLeases = nameof(QuotaLeases);
    internal const string StoredBytes = nameof(StoredBytes);
    internal const string PendingWork = nameof(PendingWork);
    internal const string Subscriptions = nameof(Subscriptions);
    internal const string Checkouts = nameof(Checkouts);
    internal const string WebhookEvents = nameof(WebhookEvents);
    internal const string IdempotencyKeys = nameof(IdempotencyKeys);
    internal const string Audit = nameof(Audit);
    internal const string CostImports = nameof(CostImports);
    internal const string StatedCosts = nameof(StatedCosts);
    internal const string AlertSettings = nameof(AlertSettings);
    internal const string Alerts = nameof(Alerts);

    internal const string AccountWork = nameof(AccountWork);

    private readonly ConcurrentDictionary<string, TableClient> clients = new(StringComparer.Ordinal);

    /// <summary>Makes every table that is not there. Idempotent.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            await service.CreateTableIfNotExistsAsync(name, cancellationToken);
        }
    }

    /// <summary>A cheap look at whether the table service answers; throws when it doesn't.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await Get(Users).GetEntityIfExistsAsync<TableEntity>("readiness", "readiness", cancellationToken: cancellationToken);

    internal TableClient Get(string name) => clients.GetOrAdd(name, static (table, from) => from.GetTableClient(table), service);
}
