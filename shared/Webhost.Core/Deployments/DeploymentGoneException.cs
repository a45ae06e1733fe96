namespace Webhost.Core.Deployments;

/// <summary>A deployment's record is no longer there: it went with its agent.</summary>
/// <param name="deploymentId">The deployment.</param>
public sealed class DeploymentGoneException(string deploymentId) : Exception($"The deployment '{deploymentId}' is gone.");
