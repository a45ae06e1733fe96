namespace Webhost.Core.Deployments;

/// <summary>What a deployment belongs to.</summary>
public sealed record DeploymentOwner(string UserId, string AgentId, string RuntimeProvider);
