namespace Webhost.Core.Providers;

/// <summary>Names an agent to a provider.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="AgentId">The agent.</param>
public sealed record AgentReference(string UserId, string AgentId);
