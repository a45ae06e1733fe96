namespace Webhost.Functions.Deployments;

/// <summary>The bounds of one deployment, read once at its start so that they can't change under way.</summary>
internal sealed record DeploymentLimits
{
    /// <summary>How long the steps may take together.</summary>
    public required TimeSpan Deadline { get; init; }
}
