namespace Webhost.Core.Deployments;

/// <summary>A roll-back under way.</summary>
/// <param name="OrchestrationId">What to wait for; null when there was nothing to do.</param>
/// <param name="Target">The deployment that will serve.</param>
public sealed record RollbackStarted(string? OrchestrationId, DeploymentRecord Target)
{
    /// <summary>Whether it is accepted but could not be started at once: the watch over pending work starts it.</summary>
    public bool IsDelayed { get; init; }
}
