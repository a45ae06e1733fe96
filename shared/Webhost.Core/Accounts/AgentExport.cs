using System.Runtime.CompilerServices;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Json;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.Sessions;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Logs;
using Webhost.Core.Metrics;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;

namespace Webhost.Core.Accounts;

/// <summary>Writes what belongs to one agent: deployments with their logs, names of secrets, sessions with their transcripts, log lines, metrics and errors.</summary>
public sealed class AgentExport(
    IDeploymentStore deployments, IDeploymentLog deploymentLog, ISecretStore secrets, ISessionStore sessionStore, SessionDirectory sessions, ILogStore logs, IHourlyStore metrics, AgentMetricsReader reader, TimeProvider time)
{
    private const int LinesAtOnce = 500;
    private const int MostErrors = 1_000;

    /// <summary>Writes an agent's files into its own folder.</summary>
    public async Task WriteAsync(Caller caller, AgentRecord agent, ExportWriter writer, CancellationToken cancellationToken)
    {
        var folder = $"agents/{agent.AgentId}";
        var (id, from, to) = (agent.AgentId, agent.CreatedAt.AddDays(-1), time.GetUtcNow().AddDays(1));
        await writer.WriteAsync($"{folder}/deployments.ndjson", ReadDeploymentsAsync(id, cancellationToken), ApiJsonContext.Default.Deployment, cancellationToken);
        await writer.WriteAsync($"{folder}/deployment-logs.ndjson", ReadDeploymentLogsAsync(id, cancellationToken), ExportJson.Default.ExportedDeploymentLine, cancellationToken);
        await writer.WriteAsync($"{folder}/secrets.ndjson", ReadSecretsAsync(id, cancellationToken), ExportJson.Default.SecretRecord, cancellationToken);
        await writer.WriteAsync($"{folder}/sessions.ndjson", ReadSessionsAsync(caller, id, cancellationToken), ExportJson.Default.ExportedSession, cancellationToken);
        await writer.WriteAsync($"{folder}/logs.ndjson", ReadLogsAsync(id, cancellationToken), ApiJsonContext.Default.LogLine, cancellationToken);
        await writer.WriteAsync($"{folder}/metrics-days.ndjson", metrics.ReadDaysAsync(id, from, to, cancellationToken), ExportJson.Default.DayRollup, cancellationToken);
        await writer.WriteAsync($"{folder}/metrics-hours.ndjson", metrics.ReadHoursAsync(id, from, to, cancellationToken), ExportJson.Default.HourRollup, cancellationToken);
        if ((await reader.ReadErrorsAsync(caller, id, MostErrors, cancellationToken)).TryGet(out var errors, out _))
        {
            await writer.WriteAsync($"{folder}/errors.ndjson", errors.ToAsyncEnumerable(), ApiJsonContext.Default.InvocationError, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Deployment> ReadDeploymentsAsync(string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var deployment in Pages.ReadAsync((page, token) => deployments.ListAsync(agentId, page, token), cancellationToken))
        {
            yield return deployment.ToContract();
        }
    }

    private async IAsyncEnumerable<ExportedDeploymentLine> ReadDeploymentLogsAsync(string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var deployment in Pages.ReadAsync((page, token) => deployments.ListAsync(agentId, page, token), cancellationToken))
        {
            string? after = null;
            IReadOnlyList<(string Cursor, DeploymentLogLine Line)> lines;
            while ((lines = await deploymentLog.ReadAsync(deployment.DeploymentId, after, LinesAtOnce, cancellationToken)).Count > 0)
            {
                foreach (var (cursor, line) in lines)
                {
                    after = cursor;
                    yield return new ExportedDeploymentLine(deployment.DeploymentId, line);
                }
            }
        }
    }

    private async IAsyncEnumerable<SecretRecord> ReadSecretsAsync(string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var secret in await secrets.ListAsync(agentId, cancellationToken))
        {
            yield return secret;
        }
    }

    private async IAsyncEnumerable<ExportedSession> ReadSessionsAsync(Caller caller, string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var session in Pages.ReadAsync((page, token) => sessionStore.ListAsync(agentId, page, token), cancellationToken))
        {
            // A transcript lies with the runtime, which may have let it expire or not be there: the session is listed all the same, with the reason.
            var read = await sessions.GetAsync(caller, agentId, session.SessionId, cancellationToken);
            yield return read.TryGet(out var detail, out var failure)
                ? new ExportedSession(session, detail.Messages, WithoutTranscript: null)
                : new ExportedSession(session, Messages: null, failure.Message);
        }
    }

    private async IAsyncEnumerable<LogLine> ReadLogsAsync(string agentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in Pages.ReadAsync((page, token) => logs.ReadAsync(agentId, new LogFilter(), page.Cursor, page.Limit, token), cancellationToken))
        {
            yield return line;
        }
    }
}
