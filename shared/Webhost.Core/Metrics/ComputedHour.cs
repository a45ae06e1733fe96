namespace Webhost.Core.Metrics;

/// <summary>What raw events of an hour sum up to.</summary>
/// <param name="Deployments">By deployment.</param>
/// <param name="Minutes">By deployment and minute.</param>
/// <param name="Invocations">How many invocations there were.</param>
/// <param name="LastInvocationId">The last of them; null when there was none.</param>
internal sealed record ComputedHour(IReadOnlyList<DeploymentRollup> Deployments, IReadOnlyList<DeploymentRollup> Minutes, long Invocations, string? LastInvocationId);
