using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identifiers;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Agents;

/// <summary>Copies an agent: configuration, secrets, and a deployment of the code that is active (master spec §5.1).</summary>
public sealed class AgentCloning(
    AgentDirectory agents, IAgentStore store, IDeploymentStore deployments, DeploymentDirectory directory, IArtifactStore artifacts, SecretValues secrets, IPendingWork pending, AuditTrail audit, TimeProvider time)
{
    private const string Prefix = "cln_";
    private const int MaximumName = 64;
    private const string Suffix = "-copy";
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UntilTakenBack = TimeSpan.FromMinutes(10);

    /// <summary>Makes the clone and starts its deployment. Failures: NotFound, Invalid, Conflict (the name), LimitExceeded (agents, storage), Unavailable (the copies take too long).</summary>
    public async Task<Result<Versioned<AgentRecord>>> CloneAsync(Caller caller, string agentId, CloneAgentRequest request, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var found, out var failure))
        {
            return failure;
        }

        var source = found.Value;
        var name = request.Name ?? source.Name[..Math.Min(source.Name.Length, MaximumName - Suffix.Length)] + Suffix;
        var problems = new List<Problem>();
        AgentRules.CheckName(name, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        var now = time.GetUtcNow();
        var copy = source with
        {
            AgentId = AgentId.New(time).Value,
            Name = name,
            Disabled = false,
            ActiveDeploymentId = null,
            ActiveRuntime = null,
            CountedRuntime = null,
            DeployingDeploymentId = null,
            LastDeploymentFailed = false,
            LastVersion = 0,
            CreatedAt = now,
            UpdatedAt = now,
            LastDeployedAt = null,
        };
        var upload = new UploadTarget(copy.UserId, copy.AgentId, UploadId.New(time).Value);
        var change = AuditChange.OfAgent(AuditActions.AgentClone, copy.AgentId, AuditDetails.Of(("name", name), ("from", source.AgentId)));
        var active = await FindActiveAsync(caller, source, cancellationToken);
        var added = await audit.RecordAsync(caller, change, () => AddAsync(caller, source, copy, active, upload, cancellationToken), cancellationToken);
        if (!added.TryGet(out var clone, out failure))
        {
            return failure;
        }

        return active is not null ? await DeployAsync(caller, clone, active, upload, orchestrations, CancellationToken.None) : clone;
    }

    /// <summary>Takes back what was prepared for a clone that was not made. Repeatable.</summary>
    public async Task TakeBackAsync(PendingItem note, CancellationToken cancellationToken)
    {
        if (await store.FindIncludingDeletedAsync(new UserId(note.UserId), note.AgentId, cancellationToken) is null)
        {
            await secrets.RemoveAllAsync(note.AgentId, cancellationToken);
            await artifacts.RemoveAllAsync(note.UserId, note.AgentId, cancellationToken);
        }

        await pending.RemoveAsync(note, cancellationToken);
    }

    /// <summary>
    /// Makes the clone with all that belongs to it: its secrets and its code are there before it is itself, so that a failure leaves no half of it that has the name. It is noted before: what a crash, or
    /// trouble with the vault, leaves behind is taken back by the watch, at a time at which it can't be in the making any more.
    /// </summary>
    private async Task<Result<Versioned<AgentRecord>>> AddAsync(Caller caller, AgentRecord source, AgentRecord copy, DeploymentRecord? active, UploadTarget upload, CancellationToken cancellationToken)
    {
        var note = new PendingItem { Kind = PendingKind.Clone, Id = Id.New(Prefix, time), UserId = copy.UserId, AgentId = copy.AgentId, CreatedAt = time.GetUtcNow() + UntilTakenBack };
        await pending.AddAsync(note, cancellationToken);
        if (await PrepareWithinAsync(caller, source, copy, active, upload, cancellationToken) is { } failure
            || !(await agents.AddAsync(caller, copy, CancellationToken.None)).TryGet(out var clone, out failure))
        {
            await TakeBackAsync(note, CancellationToken.None);
            return failure;
        }

        await pending.RemoveAsync(note, CancellationToken.None);
        return clone;
    }

    private async Task<Failure?> PrepareWithinAsync(Caller caller, AgentRecord source, AgentRecord copy, DeploymentRecord? active, UploadTarget upload, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LongestPreparation, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await PrepareAsync(caller, source, copy, active, upload, stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure.Unavailable("The agent's code and secrets could not be copied in time, so no clone was made. Try again.");
        }
    }

    private async Task<Failure?> PrepareAsync(Caller caller, AgentRecord source, AgentRecord copy, DeploymentRecord? active, UploadTarget upload, CancellationToken cancellationToken)
    {
        // Asked again when it is added: here it spares the copies.
        if (await agents.RefuseAsync(caller, copy, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (active is not null)
        {
            if (await artifacts.ReserveUploadAsync(upload, new UploadBounds(active.SizeBytes, caller.Plan.StorageBytes), cancellationToken) is { } full)
            {
                return full;
            }

            await artifacts.CopyUploadAsync(new UploadTarget(active.UserId, active.AgentId, active.UploadId), upload, cancellationToken);
        }

        await secrets.CopyAsync(source.AgentId, copy.AgentId, cancellationToken);
        return null;
    }

    /// <summary>The deployment whose code the clone gets; null for none. What is active may have been made for another runtime than the next deployment is: its code is then not this runtime's.</summary>
    private async Task<DeploymentRecord?> FindActiveAsync(Caller caller, AgentRecord source, CancellationToken cancellationToken) =>
        source.ActiveDeploymentId is { } deploymentId && await deployments.FindAsync(caller.UserId, deploymentId, cancellationToken) is { Value: var active }
            && string.Equals(active.RuntimeProvider, source.RuntimeProvider, StringComparison.Ordinal)
            ? active
            : null;

    private async Task<Result<Versioned<AgentRecord>>> DeployAsync(Caller caller, Versioned<AgentRecord> clone, DeploymentRecord active, UploadTarget target, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var started = await directory.StartAsync(caller, clone, new Upload(target.UploadId, active.Checksum, active.SizeBytes), active.CommitHash, queue: false, orchestrations, cancellationToken);
        if (!started.TryGet(out _, out var failure))
        {
            return failure;
        }

        return await store.FindAsync(caller.UserId, clone.Value.AgentId, cancellationToken) ?? clone;
    }
}
