using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Agents;

/// <summary>Copies an agent: configuration, secrets, and a deployment of the code that is active (master spec §5.1).</summary>
public sealed class AgentCloning(
    AgentDirectory agents, IAgentStore store, IDeploymentStore deployments, DeploymentDirectory directory, IArtifactStore artifacts, SecretValues secrets, AuditTrail audit, TimeProvider time)
{
    private const int MaximumName = 64;
    private const string Suffix = "-copy";

    /// <summary>Makes the clone and starts its deployment. Failures: NotFound, Invalid, Conflict (the name), LimitExceeded (agents, storage).</summary>
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

    private async Task<Result<Versioned<AgentRecord>>> AddAsync(Caller caller, AgentRecord source, AgentRecord copy, DeploymentRecord? active, UploadTarget upload, CancellationToken cancellationToken)
    {
        if (active is not null && await artifacts.ReserveUploadAsync(upload, new UploadBounds(active.SizeBytes, caller.Plan.StorageBytes), cancellationToken) is { } full)
        {
            return full;
        }

        var added = await agents.AddAsync(caller, copy, cancellationToken);
        if (added.Succeeded)
        {
            // The clone is there: what belongs to it is not the caller's to break off.
            await secrets.CopyAsync(source.AgentId, copy.AgentId, CancellationToken.None);
        }
        else if (active is not null)
        {
            await artifacts.RemoveUploadAsync(upload, CancellationToken.None);
        }

        return added;
    }

    /// <summary>The deployment whose code the clone gets; null for none. What is active may have been made for another runtime than the next deployment is: its code is then not this runtime's.</summary>
    private async Task<DeploymentRecord?> FindActiveAsync(Caller caller, AgentRecord source, CancellationToken cancellationToken) =>
        source.ActiveDeploymentId is { } deploymentId && await deployments.FindAsync(caller.UserId, deploymentId, cancellationToken) is { Value: var active }
            && string.Equals(active.RuntimeProvider, source.RuntimeProvider, StringComparison.Ordinal)
            ? active
            : null;

    private async Task<Result<Versioned<AgentRecord>>> DeployAsync(Caller caller, Versioned<AgentRecord> clone, DeploymentRecord active, UploadTarget target, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        await artifacts.CopyUploadAsync(new UploadTarget(active.UserId, active.AgentId, active.UploadId), target, cancellationToken);
        var started = await directory.StartAsync(caller, clone, new Upload(target.UploadId, active.Checksum, active.SizeBytes), active.CommitHash, queue: false, orchestrations, cancellationToken);
        if (!started.TryGet(out _, out var failure))
        {
            return failure;
        }

        return await store.FindAsync(caller.UserId, clone.Value.AgentId, cancellationToken) ?? clone;
    }
}
