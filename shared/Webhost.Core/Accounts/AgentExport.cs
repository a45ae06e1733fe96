using System.Runtime.CompilerServices;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Json;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.Sessions;
using Webhost.Core.Agents;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Logs;
using Webhost.Core.Metrics;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;

namespace Webhost.Core.Accounts;

/// <summary>The files of what belongs to one agent: deployments with their logs, names of secrets, sessions with their transcripts, asynchronous invocations with their answers, log lines, metrics and errors.</summary>
public sealed class AgentExport(
    IDeploymentStore deployments, IDeploymentLog deploymentLog, ISecretStore secrets, ISessionStore sessionStore, SessionDirectory sessions, IAsyncInvocationStore invocations, ILogStore logs, IHourlyStore metrics, AgentMetricsReader reader, TimeProvider time)
{
    private const int LinesAtOnce = 500;

    // A page is written whole: of what takes a call for each item it is a short one.
    private const int FewAtOnce = 20;

    /// <summary>An agent's files, in its own folder.</summary>
    internal IReadOnlyList<ExportFile> FilesOf(Caller caller, AgentRecord agent)
    {
        var folder = $"agents/{agent.AgentId}";
        var (id, from, to) = (agent.AgentId, agent.CreatedAt.AddDays(-1), time.GetUtcNow().AddDays(1));
        return
        [
            ExportFile.Pages($"{folder}/deployments.ndjson", (cursor, token) => ReadDeploymentsAsync(id, cursor, token), ApiJsonContext.Default.Deployment),
            ExportFile.Pages($"{folder}/deployment-logs.ndjson", (cursor, token) => ReadDeploymentLogsAsync(id, cursor, token), ExportJson.Default.ExportedDeploymentLine),
            ExportFile.Lines($"{folder}/secrets.ndjson", token => ReadSecretsAsync(id, token), ExportJson.Default.SecretRecord),
            ExportFile.Pages($"{folder}/sessions.ndjson", (cursor, token) => ReadSessionsAsync(caller, id, cursor, token), ExportJson.Default.ExportedSession),
            ExportFile.Pages($"{folder}/logs.ndjson", (cursor, token) => logs.ReadAsync(id, new LogFilter(), cursor, PageRequest.MaximumLimit, token), ApiJsonContext.Default.LogLine),
            ExportFile.Lines($"{folder}/metrics-days.ndjson", token => metrics.ReadDaysAsync(id, from, to, token), ExportJson.Default.DayRollup),
            ExportFile.Lines($"{folder}/metrics-hours.ndjson", token => metrics.ReadHoursAsync(id, from, to, token), ExportJson.Default.HourRollup),
            ExportFile.Pages($"{folder}/errors.ndjson", (cursor, token) => ReadErrorsAsync(caller, id, cursor, token), ApiJsonContext.Default.InvocationError),
            ExportFile.Pages($"{folder}/invocations.ndjson", (cursor, token) => ReadInvocationsAsync(id, cursor, token), ApiJsonContext.Default.AsyncInvocation),
        ];
    }

    private async Task<(IReadOnlyList<Deployment> Items, string? NextCursor)> ReadDeploymentsAsync(string agentId, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await deployments.ListAsync(agentId, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
        return ([.. items.Select(deployment => deployment.ToContract())], next);
    }

    private async Task<(IReadOnlyList<ExportedDeploymentLine> Items, string? NextCursor)> ReadDeploymentLogsAsync(string agentId, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await deployments.ListAsync(agentId, new PageRequest(FewAtOnce, cursor), cancellationToken);
        var all = new List<ExportedDeploymentLine>();
        foreach (var deployment in items)
        {
            string? after = null;
            IReadOnlyList<(string Cursor, DeploymentLogLine Line)> lines;
            while ((lines = await deploymentLog.ReadAsync(deployment.DeploymentId, after, LinesAtOnce, cancellationToken)).Count > 0)
            {
                all.AddRange(lines.Select(line => new ExportedDeploymentLine(deployment.DeploymentId, line.Line)));
                after = lines[^1].Cursor;
            }
        }

        return (all, next);
    }

    private async IAsyncEnumerable<SecretRecord> ReadSecretsAsync(string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var secret in await secrets.ListAsync(agentId, cancellationToken))
        {
            yield return secret;
        }
    }

    private async Task<(IReadOnlyList<ExportedSession> Items, string? NextCursor)> ReadSessionsAsync(Caller caller, string agentId, string? cursor, CancellationToken cancellationToken)
    {
        // The agent goes on being used while it is exported: by last use, a session could pass the cursor by.
        var (items, next) = await sessionStore.ListByIdAsync(agentId, new PageRequest(FewAtOnce, cursor), cancellationToken);
        var all = new List<ExportedSession>();
        foreach (var session in items)
        {
            // A transcript lies with the runtime, which may have let it expire or not be there: the session is listed all the same, with the reason.
            var read = await sessions.GetAsync(caller, agentId, session.SessionId, cancellationToken);
            all.Add(read.TryGet(out var detail, out var failure)
                ? new ExportedSession(session, detail.Messages, WithoutTranscript: null)
                : new ExportedSession(session, Messages: null, failure.Message));
        }

        return (all, next);
    }

    private async Task<(IReadOnlyList<AsyncInvocation> Items, string? NextCursor)> ReadInvocationsAsync(string agentId, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await invocations.ListAsync(agentId, new PageRequest(FewAtOnce, cursor), cancellationToken);
        var all = new List<AsyncInvocation>();
        foreach (var invocation in items)
        {
            all.Add(invocation.ToContract((await invocations.ReadOutcomeAsync(agentId, invocation.Ids.InvocationId, cancellationToken))?.Output));
        }

        return (all, next);
    }

    private async Task<(IReadOnlyList<InvocationError> Items, string? NextCursor)> ReadErrorsAsync(Caller caller, string agentId, string? cursor, CancellationToken cancellationToken) =>
        (await reader.ReadErrorsAsync(caller, agentId, new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken)).TryGet(out var page, out _) ? page : ([], null);
}
