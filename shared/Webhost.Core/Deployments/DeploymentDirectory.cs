using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.Deployments;

/// <summary>Starts, finds and cancels deployments (master spec §11.3).</summary>
public sealed class DeploymentDirectory(
    IDeploymentStore store,
    IAgentStore agentStore,
    IArtifactStore artifacts,
    IPendingWork pending,
    AcceptedWork accepted,
    AgentDirectory agents,
    RuntimeProviders providers,
    RuntimeEntitlement entitlement,
    AuditTrail audit,
    TimeProvider time)
{
    private const string UploadedBundle = "uploaded_bundle";
    private const int MaximumCommitHash = 64;
    private const int Attempts = 8;

    /// <summary>
    /// Makes the immutable record and starts its orchestration. Failures: NotFound, Invalid, LimitExceeded (runtime), Conflict (one is running and the
    /// caller does not want to wait).
    /// </summary>
    public async Task<Result<DeploymentRecord>> CreateAsync(Caller caller, string agentId, CreateDeploymentRequest request, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        var checkedUpload = await CheckAsync(caller, agent.Value, request, cancellationToken);
        if (!checkedUpload.TryGet(out var upload, out failure))
        {
            return failure;
        }

        return await StartAsync(caller, agent, upload, request.CommitHash, request.Queue ?? false, orchestrations, cancellationToken);
    }

    /// <summary>The caller's deployment. Failure: NotFound.</summary>
    public async Task<Result<DeploymentRecord>> GetAsync(Caller caller, string deploymentId, CancellationToken cancellationToken) =>
        DeploymentId.TryParse(deploymentId, out _)
        && await store.FindAsync(caller.UserId, deploymentId, cancellationToken) is { Value: var deployment }
        && caller.RefuseAgent(deployment.AgentId) is null
            ? deployment
            : Failure.NotFound.Of("deployment", deploymentId);

    /// <summary>A page of an agent's deployments, newest first. Failure: NotFound.</summary>
    public async Task<Result<(IReadOnlyList<DeploymentRecord> Items, string? NextCursor)>> ListAsync(Caller caller, string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        return got.TryGet(out _, out var failure) ? await store.ListAsync(agentId, page, cancellationToken) : failure;
    }

    /// <summary>Asks a deployment to stop. It ends as cancelled unless it is past the point of no return. Failures: NotFound, Conflict (it has ended). Idempotent.</summary>
    public Task<Result<DeploymentRecord>> CancelAsync(Caller caller, string deploymentId, IOrchestrations orchestrations, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, begin => CancelAsync(caller, deploymentId, begin, orchestrations, cancellationToken), cancellationToken);

    private async Task<Result<DeploymentRecord>> CancelAsync(Caller caller, string deploymentId, Func<AuditChange, Task> begin, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var got = await GetAsync(caller, deploymentId, cancellationToken);
            if (!got.TryGet(out _, out var failure))
            {
                return failure;
            }

            var present = (await store.FindAsync(caller.UserId, deploymentId, cancellationToken))!;
            if (present.Value.Ended)
            {
                return new Failure.Conflict($"The deployment has ended already: it is {Words(present.Value.Status)}.");
            }

            if (!present.Value.CancelRequested)
            {
                await begin(AuditChange.Of(AuditActions.DeploymentCancel, AuditActions.Deployment, deploymentId, present.Value.AgentId));
            }

            var updated = present.Value.CancelRequested ? present : await store.TryUpdateAsync(present with { Value = present.Value with { CancelRequested = true } }, cancellationToken);
            if (updated is not null)
            {
                await orchestrations.RequestCancelAsync(deploymentId, cancellationToken);
                return updated.Value;
            }
        }

        return new Failure.Conflict("The deployment is changing too fast to cancel it. Try again.");
    }

    private static string Words(DeploymentStatus status) => status is DeploymentStatus.RolledBack ? "rolled back" : status.ToString().ToLowerInvariant();

    /// <summary>Starts a deployment of an upload that is known to be there.</summary>
    internal Task<Result<DeploymentRecord>> StartAsync(
        Caller caller, Versioned<AgentRecord> agent, Upload upload, string? commitHash, bool queue, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var deploymentId = DeploymentId.New(time).Value;
        var change = AuditChange.Of(
            AuditActions.DeploymentStart, AuditActions.Deployment, deploymentId, agent.Value.AgentId, ("uploadId", upload.UploadId), ("checksum", upload.Checksum), ("commitHash", commitHash));
        return audit.RecordAsync(caller, change, () => StartAsync(caller, agent, deploymentId, upload, commitHash, queue, orchestrations, cancellationToken), cancellationToken);
    }

    private async Task<Result<DeploymentRecord>> StartAsync(
        Caller caller, Versioned<AgentRecord> agent, string deploymentId, Upload upload, string? commitHash, bool queue, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var item = new PendingItem
        {
            Kind = PendingKind.Deploy,
            Id = deploymentId,
            UserId = agent.Value.UserId,
            AgentId = agent.Value.AgentId,
            CreatedAt = now,
        };

        // Noted first: whatever a crash leaves half done below is found by the note and carried on or taken back.
        await pending.AddAsync(item, cancellationToken);
        var held = await HoldAsync(caller, agent, item.Id, queue, cancellationToken);
        if (!held.TryGet(out var holder, out var failure))
        {
            await pending.RemoveAsync(item, CancellationToken.None);
            return failure;
        }

        var deployment = new DeploymentRecord
        {
            DeploymentId = item.Id,
            AgentId = holder.AgentId,
            UserId = holder.UserId,
            Version = holder.LastVersion,
            RuntimeProvider = holder.RuntimeProvider,
            UploadId = upload.UploadId,
            Checksum = upload.Checksum,
            SizeBytes = upload.SizeBytes,
            CommitHash = commitHash,
            DeployedBy = caller.User.UserId,
            Actor = AuditActors.Of(caller),
            TraceId = AuditActors.TraceId,
            CreatedAt = now,
            Env = holder.Env,
            DeclaredKeys = holder.EnvVarKeys,
        };
        // The agent is held: from here on it is not the caller's to break off.
        await store.AddAsync(deployment, CancellationToken.None);
        await accepted.StartAsync(orchestrations, item);
        return deployment;
    }

    /// <summary>Takes the next version number and, when the agent is free and nobody waits for it, the agent itself, in one write.</summary>
    private async Task<Result<AgentRecord>> HoldAsync(Caller caller, Versioned<AgentRecord> agent, string deploymentId, bool queue, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = agent.Value;
            if (present.DeployingDeploymentId is { } other && !queue && !AgentHold.IsBrief(other) && !string.Equals(other, deploymentId, StringComparison.Ordinal))
            {
                return new Failure.Conflict($"The agent is busy with '{other}'. Wait for it, cancel it, or send \"queue\": true to wait in line.");
            }

            var version = present.LastVersion + 1;
            var mustWait = await store.HasOlderPendingAsync(present.AgentId, version, cancellationToken);
            if (mustWait && !queue)
            {
                return new Failure.Conflict("An older deployment of the agent has not ended. Wait for it, cancel it, or send \"queue\": true to wait in line.");
            }

            var next = present with
            {
                LastVersion = version,
                DeployingDeploymentId = present.DeployingDeploymentId ?? (mustWait ? null : deploymentId),
                UpdatedAt = time.GetUtcNow(),
            };
            if (await agentStore.UpdateAsync(agent with { Value = next }, present.Name, cancellationToken) is AgentUpdateOutcome.Updated)
            {
                return next;
            }

            if (await agentStore.FindAsync(caller.UserId, present.AgentId, cancellationToken) is not { } again)
            {
                return Failure.NotFound.Of("agent", present.AgentId);
            }

            agent = again;
        }

        return new Failure.Conflict("The agent is being changed by too many callers at once. Try again.");
    }

    private async Task<Result<Upload>> CheckAsync(Caller caller, AgentRecord agent, CreateDeploymentRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (!string.Equals(request.Artifact?.Type, UploadedBundle, StringComparison.Ordinal))
        {
            problems.Add(new Problem("artifact.type", $"Use '{UploadedBundle}': upload an archive with POST /v1/agents/{agent.AgentId}/artifacts first."));
        }

        if (!UploadId.TryParse(request.Artifact?.UploadId, out var uploadId))
        {
            problems.Add(new Problem("artifact.uploadId", "Name the upload: the 'uploadId' that POST …/artifacts answered."));
        }

        if (request.CommitHash?.Length > MaximumCommitHash)
        {
            problems.Add(new Problem("commitHash", $"A commit hash has at most {MaximumCommitHash} characters."));
        }

        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (!providers.Contains(agent.RuntimeProvider))
        {
            return Failure.Invalid.At("runtimeProvider", $"The runtime '{agent.RuntimeProvider}' is not set up here. Change the agent's runtime to one of: {string.Join(", ", providers.Ids)}.");
        }

        if (PaymentStanding.Refuse(caller, time.GetUtcNow()) is { } overdue)
        {
            return overdue;
        }

        if (await entitlement.RefuseAsync(caller, agent.RuntimeProvider, agent.AgentId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var upload = await artifacts.FindUploadAsync(new UploadTarget(caller.User.UserId, agent.AgentId, uploadId.Value), cancellationToken);
        return upload is null ? Failure.NotFound.Of("upload", uploadId.Value) : upload;
    }
}
