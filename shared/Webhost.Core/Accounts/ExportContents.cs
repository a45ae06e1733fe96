using System.Runtime.CompilerServices;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Json;
using Webhost.Contracts.Secrets;
using Webhost.Core.Agents;
using Webhost.Core.Alerts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Artifacts;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Metrics;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>The files of an export: everything that a user owns. Values of secrets and keys are in none of them.</summary>
public sealed class ExportContents(
    IAgentStore agents,
    AgentExport agentExport,
    IApiKeyStore keys,
    IArtifactStore artifacts,
    IUsageCells usage,
    SubscriptionReader subscriptions,
    BillingConnection billing,
    BillingPages pages,
    AlertDesk alerts,
    IAuditStore audit,
    PlanCatalog plans,
    TimeProvider time)
{
    private static readonly TimeSpan BillingPause = TimeSpan.FromSeconds(2);

    /// <summary>Who an export of a user's reads as.</summary>
    public Caller CallerOf(User user) => new() { User = user, Plan = plans.Of(user.SubscriptionTier) };

    /// <summary>The user's agents by id, so that an export finds the next one also when others come and go.</summary>
    public async Task<IReadOnlyList<AgentRecord>> ReadAgentsAsync(UserId userId, CancellationToken cancellationToken) =>
        [.. (await Pages.ReadAsync((page, token) => agents.ListAsync(userId, page, token), cancellationToken).ToListAsync(cancellationToken)).OrderBy(agent => agent.AgentId, StringComparer.Ordinal)];

    /// <summary>The files of one agent.</summary>
    internal IReadOnlyList<ExportFile> FilesOf(Caller caller, AgentRecord agent) => agentExport.FilesOf(caller, agent);

    /// <summary>The files of the account itself.</summary>
    internal IReadOnlyList<ExportFile> FilesOf(Caller caller)
    {
        var userId = caller.UserId;
        return
        [
            ExportFile.Text("README.txt", () => ExportReadme.Of(caller.User, time.GetUtcNow())),
            ExportFile.Document("profile.json", _ => Task.FromResult(caller.User), ExportJson.Default.User),
            ExportFile.Pages("agents.ndjson", (cursor, token) => ReadAgentsAsync(userId, cursor, token), ApiJsonContext.Default.Agent),
            ExportFile.Pages("api-keys.ndjson", (cursor, token) => ReadKeysAsync(userId, cursor, token), ApiJsonContext.Default.ApiKey),
            ExportFile.Lines("artifacts.ndjson", token => artifacts.ReadAsync(userId.Value, token), ExportJson.Default.StoredArtifact),
            ExportFile.Document("billing/subscription.json", token => subscriptions.ReadAsync(caller, token), ApiJsonContext.Default.Subscription),
            ExportFile.Pages("billing/invoices.ndjson", (cursor, token) => ReadInvoicesAsync(caller, cursor, token), ApiJsonContext.Default.Invoice),
            ExportFile.Lines("usage.ndjson", token => ReadUsageAsync(caller, token), ExportJson.Default.UsageCell),
            ExportFile.Document("alerts.json", token => alerts.ReadAsync(caller, token), ApiJsonContext.Default.AlertsView),
            ExportFile.Pages("audit.ndjson", (cursor, token) => audit.ListAsync(userId, new AuditFilter(), new PageRequest(PageRequest.MaximumLimit, cursor), token), ApiJsonContext.Default.AuditEntry),
        ];
    }

    private async Task<(IReadOnlyList<Contracts.Agents.Agent> Items, string? NextCursor)> ReadAgentsAsync(UserId userId, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await agents.ListAsync(userId, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
        return ([.. items.Select(agent => agent.ToContract())], next);
    }

    private async Task<(IReadOnlyList<Contracts.ApiKeys.ApiKey> Items, string? NextCursor)> ReadKeysAsync(UserId userId, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await keys.ListAsync(userId, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
        return ([.. items.Select(key => key.ToContract())], next);
    }

    private async IAsyncEnumerable<UsageCell> ReadUsageAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begin = new DateTimeOffset(caller.User.CreatedAt.UtcDateTime.Date, TimeSpan.Zero);
        var end = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        foreach (var cell in await usage.ReadAsync(caller.UserId, begin, end, cancellationToken))
        {
            yield return cell;
        }
    }

    private async Task<(IReadOnlyList<Invoice> Items, string? NextCursor)> ReadInvoicesAsync(Caller caller, string? cursor, CancellationToken cancellationToken)
    {
        if (billing.Provider is null)
        {
            return ([], null);
        }

        while (true)
        {
            var listed = await pages.ListInvoicesAsync(caller, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            if (listed.TryGet(out var page, out var failure))
            {
                // The link is signed: whoever has it can read the invoice.
                return ([.. page.Items.Select(invoice => invoice with { Url = null })], page.NextCursor);
            }

            if (failure is not Failure.RateLimited)
            {
                throw new TransientStepException(failure.Message);
            }

            await Task.Delay(BillingPause, time, cancellationToken);
        }
    }
}
