using Microsoft.Extensions.Logging;
using Webhost.Core.Agents;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Hands changed secrets to the running deployment, by activating it anew: no new version, no rebuild, and right also after a roll-back.</summary>
public sealed partial class RuntimeRefresh(IDeploymentStore deployments, DeploymentInputs inputs, RuntimeProviders providers, TimeProvider time, ILogger<RuntimeRefresh> logger)
{
    /// <summary>Whether the running deployment has the present values now. False when there is none, when a deployment in progress will bring them, or when the runtime has to wait for the next one.</summary>
    public async Task<bool> ApplyAsync(AgentRecord agent, CancellationToken cancellationToken)
    {
        if (agent.DeployingDeploymentId is not null || await ActiveAsync(agent, cancellationToken) is not { } active
            || !providers.TryGet(active.Value.RuntimeProvider, out var provider) || provider.Capabilities.SecretRotationNeedsRedeploy)
        {
            return false;
        }

        var startedAt = time.GetUtcNow();
        var activated = await provider.ActivateAsync(await inputs.CreateAsync(active.Value, cancellationToken), cancellationToken);
        if (!activated.TryGet(out _, out var failure))
        {
            NotApplied(agent.AgentId, failure.Message);
            return false;
        }

        await deployments.TryUpdateAsync(active with { Value = active.Value with { SecretsAppliedAt = startedAt } }, cancellationToken);
        return true;
    }

    /// <summary>When the running deployment last got the secrets' values; null when there is none.</summary>
    public async Task<DateTimeOffset?> LastAppliedAsync(AgentRecord agent, CancellationToken cancellationToken) =>
        (await ActiveAsync(agent, cancellationToken))?.Value.SecretsAppliedAt;

    private async Task<Storage.Versioned<DeploymentRecord>?> ActiveAsync(AgentRecord agent, CancellationToken cancellationToken) =>
        agent.ActiveDeploymentId is { } id ? await deployments.FindAsync(new UserId(agent.UserId), id, cancellationToken) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The secrets of {AgentId} were stored but not handed to the running deployment: {Reason}")]
    private partial void NotApplied(string agentId, string reason);
}
