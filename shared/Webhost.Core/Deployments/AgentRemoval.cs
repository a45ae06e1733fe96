using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Audit;
using Webhost.Core.Identifiers;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// Removes an agent: to its owner it is gone at once; an orchestration then removes what providers, vault and stores hold of it. What was metered
/// stays, since it is billed.
/// </summary>
public sealed class AgentRemoval(
    AgentDirectory agents,
    IAgentStore agentStore,
    IDeploymentStore deployments,
    IDeploymentLog deploymentLog,
    IArtifactStore artifacts,
    ISessionStore sessions,
    IAsyncInvocationStore invocations,
    ILogStore logs,
    SecretValues secrets,
    RuntimeProviders providers,
    InvocationRoutes routes,
    IPendingWork pending,
    AcceptedWork accepted,
    AuditTrail audit,
    TimeProvider time)
{
    private const string Prefix = "rmv_";
    private const int Attempts = 8;

    /// <summary>Marks the agent as gone and starts the clean-up. Failures: NotFound, Conflict (<paramref name="ifMatch"/> does not hold).</summary>
    public Task<Result<Done>> StartAsync(Caller caller, string agentId, string? ifMatch, IOrchestrations orchestrations, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, begin => StartAsync(caller, agentId, ifMatch, begin, orchestrations, cancellationToken), cancellationToken);

    private async Task<Result<Done>> StartAsync(Caller caller, string agentId, string? ifMatch, Func<AuditChange, Task> begin, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var item = new PendingItem { Kind = PendingKind.Remove, Id = Id.New(Prefix, time), UserId = caller.User.UserId, AgentId = agentId, CreatedAt = time.GetUtcNow() };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var got = await agents.GetAsync(caller, agentId, cancellationToken);
            if (!got.TryGet(out var agent, out var failure))
            {
                return failure;
            }

            if (ifMatch is not null && !string.Equals(ifMatch, agent.ETag, StringComparison.Ordinal))
            {
                return new Failure.Conflict("The agent has changed since you read it: its ETag differs from If-Match. Read it again, then repeat the deletion.", PreconditionFailed: true);
            }

            await begin(AuditChange.OfAgent(AuditActions.AgentDelete, agentId, AuditDetails.Of(("name", agent.Value.Name))));
            await pending.AddAsync(item, cancellationToken);
            if (await agentStore.MarkDeletedAsync(agent, cancellationToken))
            {
                await StopAsync(agent.Value, orchestrations);
                await accepted.StartAsync(orchestrations, item);
                return default(Done);
            }

            // The write may have had its effect although it was answered otherwise: then the note stays, and the watch carries on.
            if (await agentStore.FindAsync(caller.UserId, agentId, CancellationToken.None) is not null)
            {
                await pending.RemoveAsync(item, CancellationToken.None);
            }
        }

        return new Failure.Conflict("The agent is being changed by too many callers at once. Try again.");
    }

    /// <summary>
    /// Marks an agent as gone with the account that owns it, and starts the clean-up. Repeatable until the agent is gone: a repeat starts what an interrupted one did not.
    /// </summary>
    public async Task StartForAccountAsync(UserId userId, string agentId, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        if (await agentStore.FindIncludingDeletedAsync(userId, agentId, cancellationToken) is not { } agent)
        {
            return;
        }

        var item = ItemOf(userId, agentId, time.GetUtcNow());
        if (!agent.Value.Deleted)
        {
            await pending.AddAsync(item, cancellationToken);
            if (!await agentStore.MarkDeletedAsync(agent, cancellationToken))
            {
                // Somebody wrote it in between: the next look finds it as it is then.
                return;
            }

            await StopAsync(agent.Value, orchestrations);
        }
        else if (await orchestrations.StateAsync(item.Id, cancellationToken) != OrchestrationState.Absent)
        {
            return;
        }

        // Beside the clean-up of a removal that the owner began, it does no harm: each step may be taken twice.
        await pending.AddAsync(item, cancellationToken);
        await accepted.StartAsync(orchestrations, item);
    }

    /// <summary>The clean-up of an agent that goes with its account. Its id follows from the agent's, so that a repeat means the same one.</summary>
    public static PendingItem ItemOf(UserId userId, string agentId, DateTimeOffset now) => new()
    {
        Kind = PendingKind.Remove,
        Id = Prefix + agentId[(agentId.IndexOf('_', StringComparison.Ordinal) + 1)..],
        UserId = userId.Value,
        AgentId = agentId,
        CreatedAt = now,
    };

    /// <summary>Busy while a deployment still holds the agent; the orchestration waits for it to end.</summary>
    public async Task<StepOutcome> CheckFreeAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var agent = await agentStore.FindIncludingDeletedAsync(new UserId(item.UserId), item.AgentId, cancellationToken);
        if (agent is { Value.Deleted: false })
        {
            throw new InvalidOperationException($"The agent '{item.AgentId}' is not marked as removed.");
        }

        return agent?.Value.DeployingDeploymentId is null ? StepOutcome.Done : new StepOutcome { Busy = true };
    }

    /// <summary>Removes what the runtimes hold. Repeatable.</summary>
    public async Task<StepOutcome> RemoveFromProvidersAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var deployment in AllDeploymentsAsync(item.AgentId, cancellationToken))
        {
            if (deployment.TouchedProvider)
            {
                used.Add(deployment.RuntimeProvider);
            }
        }

        foreach (var id in used)
        {
            // A runtime that is no longer set up can't be asked; its own export shows what is left.
            if (providers.TryGet(id, out var provider)
                && !(await provider.RemoveAgentAsync(new AgentReference(item.UserId, item.AgentId), cancellationToken)).TryGet(out _, out var failure))
            {
                throw new TransientStepException(failure.Message);
            }
        }

        return StepOutcome.Done;
    }

    /// <summary>Removes what the platform holds, the agent's row last. Repeatable.</summary>
    public async Task<StepOutcome> RemoveStoredAsync(PendingItem item, CancellationToken cancellationToken)
    {
        await secrets.RemoveAllAsync(item.AgentId, cancellationToken);
        await artifacts.RemoveAllAsync(item.UserId, item.AgentId, cancellationToken);
        await sessions.RemoveAllAsync(item.AgentId, cancellationToken);
        await invocations.RemoveAllAsync(item.AgentId, cancellationToken);
        await logs.RemoveAsync(item.AgentId, before: null, int.MaxValue, cancellationToken);
        await foreach (var deployment in AllDeploymentsAsync(item.AgentId, cancellationToken))
        {
            await deploymentLog.RemoveAsync(deployment.DeploymentId, cancellationToken);
            await pending.RemoveAsync(item with { Kind = PendingKind.Deploy, Id = deployment.DeploymentId }, cancellationToken);
            await pending.RemoveAsync(item with { Kind = PendingKind.Undo, Id = DeploymentUndo.IdOf(deployment.DeploymentId) }, cancellationToken);
        }

        await deployments.RemoveAllAsync(item.AgentId, cancellationToken);
        await agentStore.PurgeAsync(new UserId(item.UserId), item.AgentId, cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    private Task StopAsync(AgentRecord agent, IOrchestrations orchestrations)
    {
        routes.Forget(new UserId(agent.UserId), agent.AgentId);
        return agent.DeployingDeploymentId is { } running && DeploymentId.TryParse(running, out _) ? accepted.StopAsync(orchestrations, running) : Task.CompletedTask;
    }

    private IAsyncEnumerable<DeploymentRecord> AllDeploymentsAsync(string agentId, CancellationToken cancellationToken) =>
        Pages.ReadAsync((page, token) => deployments.ListAsync(agentId, page, token), cancellationToken);
}
