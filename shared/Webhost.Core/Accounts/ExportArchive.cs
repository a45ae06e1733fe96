using System.IO.Compression;
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

/// <summary>Writes everything that a user owns into one zip, part after part, as it is read. Values of secrets and keys are nowhere in it.</summary>
public sealed class ExportArchive(
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

    /// <summary>Writes the archive of a user.</summary>
    public async Task WriteAsync(User user, Stream stream, ExportProgress progress, CancellationToken cancellationToken)
    {
        var caller = new Caller { User = user, Plan = plans.Of(user.SubscriptionTier) };
        var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await using (zip.ConfigureAwait(false))
        {
            var writer = new ExportWriter(zip);
            var parts = await PartsAsync(caller, writer, cancellationToken);
            for (var index = 0; index < parts.Count; index++)
            {
                await progress.BeginAsync(parts[index].Name, index, parts.Count, cancellationToken);
                await parts[index].Write();
            }

            await progress.BeginAsync("archive", parts.Count, parts.Count, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(string Name, Func<Task> Write)>> PartsAsync(Caller caller, ExportWriter writer, CancellationToken cancellationToken)
    {
        var owned = await ReadAgentsAsync(caller.UserId, cancellationToken).ToListAsync(cancellationToken);
        return
        [
            ("profile", () => WriteProfileAsync(caller, writer, cancellationToken)),
            ("agents", () => writer.WriteAsync("agents.ndjson", owned.ToAsyncEnumerable().Select(agent => agent.ToContract()), ApiJsonContext.Default.Agent, cancellationToken)),
            .. owned.Select(agent => ((string, Func<Task>))($"agent {agent.Name}", () => agentExport.WriteAsync(caller, agent, writer, cancellationToken))),
            ("api-keys", () => writer.WriteAsync("api-keys.ndjson", ReadKeysAsync(caller.UserId, cancellationToken), ApiJsonContext.Default.ApiKey, cancellationToken)),
            ("artifacts", () => writer.WriteAsync("artifacts.ndjson", artifacts.ReadAsync(caller.User.UserId, cancellationToken), ExportJson.Default.StoredArtifact, cancellationToken)),
            ("usage", () => WriteUsageAsync(caller, writer, cancellationToken)),
            ("billing", () => WriteBillingAsync(caller, writer, cancellationToken)),
            ("alerts", async () => await writer.WriteAsync("alerts.json", await alerts.ReadAsync(caller, cancellationToken), ApiJsonContext.Default.AlertsView, cancellationToken)),
            ("audit", () => writer.WriteAsync("audit.ndjson", audit.ReadAsync(caller.UserId, new AuditFilter(), cancellationToken), ApiJsonContext.Default.AuditEntry, cancellationToken)),
        ];
    }

    private async Task WriteProfileAsync(Caller caller, ExportWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteTextAsync("README.txt", ExportReadme.Of(caller.User, time.GetUtcNow()), cancellationToken);
        await writer.WriteAsync("profile.json", caller.User, ExportJson.Default.User, cancellationToken);
    }

    private async Task WriteUsageAsync(Caller caller, ExportWriter writer, CancellationToken cancellationToken)
    {
        var begin = new DateTimeOffset(caller.User.CreatedAt.UtcDateTime.Date, TimeSpan.Zero);
        var end = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        var cells = await usage.ReadAsync(caller.UserId, begin, end, cancellationToken);
        await writer.WriteAsync("usage.ndjson", cells.ToAsyncEnumerable(), ExportJson.Default.UsageCell, cancellationToken);
    }

    private async Task WriteBillingAsync(Caller caller, ExportWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync("billing/subscription.json", await subscriptions.ReadAsync(caller, cancellationToken), ApiJsonContext.Default.Subscription, cancellationToken);
        if (billing.Provider is not null)
        {
            await writer.WriteAsync("billing/invoices.ndjson", ReadInvoicesAsync(caller, cancellationToken), ApiJsonContext.Default.Invoice, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Invoice> ReadInvoicesAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var listed = await pages.ListInvoicesAsync(caller, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            if (!listed.TryGet(out var page, out var failure))
            {
                if (failure is not Failure.RateLimited)
                {
                    throw new TransientStepException(failure.Message);
                }

                await Task.Delay(BillingPause, time, cancellationToken);
                continue;
            }

            foreach (var invoice in page.Items)
            {
                // The link is signed: whoever has it can read the invoice.
                yield return invoice with { Url = null };
            }

            cursor = page.NextCursor;
            if (cursor is null)
            {
                yield break;
            }
        }
        while (true);
    }

    private async IAsyncEnumerable<Contracts.ApiKeys.ApiKey> ReadKeysAsync(UserId userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in Pages.ReadAsync((page, token) => keys.ListAsync(userId, page, token), cancellationToken))
        {
            yield return key.ToContract();
        }
    }

    private IAsyncEnumerable<AgentRecord> ReadAgentsAsync(UserId userId, CancellationToken cancellationToken) =>
        Pages.ReadAsync((page, token) => agents.ListAsync(userId, page, token), cancellationToken);
}
