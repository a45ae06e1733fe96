using Microsoft.Extensions.Logging;
using Webhost.Core.Agents;
using Webhost.Core.Identifiers;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// Hands changed secrets to the running deployment, by activating it anew: no new version, no rebuild, and right also after a roll-back. It holds the agent
/// meanwhile: beside a deployment it would put the old code back, and beside another refresh the older values.
/// </summary>
public sealed partial class RuntimeRefresh(
    IDeploymentStore deployments, DeploymentInputs inputs, RuntimeProviders providers, AgentHold hold, IPendingWork pending, TimeProvider time, ILogger<RuntimeRefresh> logger)
{
    /// <summary>How the ids of its holds begin.</summary>
    internal const string Prefix = "sec_";

    // Shorter than the time after which the watch takes the hold away.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The running deployment, when it has the present values now of the keys that it declares. Null when there is none, while a deployment is in progress, or
    /// when the runtime has to wait for the next one. Once begun it runs to its end, also when the caller leaves.
    /// </summary>
    public async Task<DeploymentRecord?> ApplyAsync(AgentRecord agent, CancellationToken cancellationToken)
    {
        if (agent.ActiveDeploymentId is null)
        {
            return null;
        }

        var userId = new UserId(agent.UserId);
        var item = new PendingItem { Kind = PendingKind.Refresh, Id = Id.New(Prefix, time), UserId = agent.UserId, AgentId = agent.AgentId, CreatedAt = time.GetUtcNow() };
        await pending.AddAsync(item, cancellationToken);
        try
        {
            return await hold.TakeSoonAsync(userId, agent.AgentId, item.Id, cancellationToken) ? await ActivateAsync(userId, agent.AgentId) : null;
        }
        finally
        {
            await hold.ReleaseAsync(userId, agent.AgentId, item.Id, unchanged => unchanged, CancellationToken.None);
            await pending.RemoveAsync(item, CancellationToken.None);
        }
    }

    /// <summary>The running deployment, which knows when it last got the secrets' values; null when there is none.</summary>
    public async Task<DeploymentRecord?> RunningAsync(AgentRecord agent, CancellationToken cancellationToken) =>
        agent.ActiveDeploymentId is { } id ? (await deployments.FindAsync(new UserId(agent.UserId), id, cancellationToken))?.Value : null;

    private async Task<DeploymentRecord?> ActivateAsync(UserId userId, string agentId)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        try
        {
            return await ActivateAsync(userId, agentId, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            NotApplied(agentId, "the runtime did not answer in time.");
            return null;
        }
    }

    private async Task<DeploymentRecord?> ActivateAsync(UserId userId, string agentId, CancellationToken cancellationToken)
    {
        if (await hold.ActiveAsync(userId, agentId, cancellationToken) is not { } activeId
            || await deployments.FindAsync(userId, activeId, cancellationToken) is not { } active
            || !providers.TryGet(active.Value.RuntimeProvider, out var provider) || provider.Capabilities.SecretRotationNeedsRedeploy)
        {
            return null;
        }

        var startedAt = time.GetUtcNow();
        var activated = await provider.ActivateAsync(await inputs.CreateAsync(active.Value, cancellationToken), cancellationToken);
        if (!activated.TryGet(out var reference, out var failure))
        {
            NotApplied(agentId, failure.Message);
            return null;
        }

        var refreshed = active.Value with { SecretsAppliedAt = startedAt, ProviderReference = reference.Values };
        return await deployments.TryUpdateAsync(active with { Value = refreshed }, CancellationToken.None) is null ? null : refreshed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The secrets of {AgentId} were stored but not handed to the running deployment: {Reason}")]
    private partial void NotApplied(string agentId, string reason);
}
