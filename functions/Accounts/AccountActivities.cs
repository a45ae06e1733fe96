using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Core.Accounts;
using Webhost.Core.Deployments;
using Webhost.Functions.Deployments;

namespace Webhost.Functions.Accounts;

/// <summary>The steps of exports and deletions as activities.</summary>
internal sealed class AccountActivities(AccountExports exports, AccountDeletions deletions, AccountOptions options)
{
    [Function(nameof(WriteExportSlice))]
    public Task<ExportPosition> WriteExportSlice([ActivityTrigger] ExportStep step, CancellationToken cancellationToken) => exports.WriteAsync(step, cancellationToken);

    [Function(nameof(AssembleExport))]
    public Task<StepOutcome> AssembleExport([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => exports.AssembleAsync(item, cancellationToken);

    [Function(nameof(FailExport))]
    public Task<StepOutcome> FailExport([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => exports.FailAsync(item, cancellationToken);

    [Function(nameof(CancelSubscriptions))]
    public Task<StepOutcome> CancelSubscriptions([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => deletions.CancelSubscriptionsAsync(item, cancellationToken);

    [Function(nameof(RemoveCredentials))]
    public Task<StepOutcome> RemoveCredentials([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => deletions.RemoveCredentialsAsync(item, cancellationToken);

    [Function(nameof(RemoveAgents))]
    public Task<StepOutcome> RemoveAgents([ActivityTrigger] PendingItem item, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        deletions.RemoveAgentsAsync(item, new DurableOrchestrations(client), cancellationToken);

    /// <summary>Gives how long to wait afterwards.</summary>
    [Function(nameof(EraseStored))]
    public async Task<TimeSpan> EraseStored([ActivityTrigger] PendingItem item, CancellationToken cancellationToken)
    {
        await deletions.EraseAsync(item, cancellationToken);
        return options.Settling;
    }

    /// <summary>Gives how long what was let in before may still be written.</summary>
    [Function(nameof(GetLateArrivals))]
    public Task<TimeSpan> GetLateArrivals([ActivityTrigger] PendingItem item) => Task.FromResult(options.LateArrivals);

    [Function(nameof(SweepDeletion))]
    public Task<StepOutcome> SweepDeletion([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => deletions.SweepAsync(item, cancellationToken);

    [Function(nameof(FinishDeletion))]
    public Task<StepOutcome> FinishDeletion([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => deletions.FinishAsync(item, cancellationToken);
}
