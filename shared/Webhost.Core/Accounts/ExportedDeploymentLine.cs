using Webhost.Contracts.Deployments;

namespace Webhost.Core.Accounts;

/// <summary>A line of a deployment's log in an export.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Line">The line.</param>
public sealed record ExportedDeploymentLine(string DeploymentId, DeploymentLogLine Line);
