using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Billing;

namespace Webhost.Functions.Billing;

/// <summary>What billing does by the clock. Each run may come late, twice, or be broken off.</summary>
internal sealed class BillingTimers(WebhookProcessor webhooks, DueChanges due, Reconciliation reconciliation, UsageReporting usage, BillingRetention retention)
{
    [Function("CatchUpWithWebhooks")]
    public Task CatchUpAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => webhooks.CatchUpAsync(cancellationToken);

    [Function("ApplyDueSubscriptionChanges")]
    public Task ApplyDueAsync([TimerTrigger("20 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => due.RunAsync(cancellationToken);

    [Function("ReconcileSubscriptions")]
    public Task ReconcileAsync([TimerTrigger("%BillingReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => reconciliation.RunAsync(cancellationToken);

    [Function("ReportMeteredUsage")]
    public Task ReportUsageAsync([TimerTrigger("%BillingUsageSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => usage.RunAsync(cancellationToken);

    [Function("RemoveExpiredBillingRecords")]
    public Task RemoveExpiredAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
