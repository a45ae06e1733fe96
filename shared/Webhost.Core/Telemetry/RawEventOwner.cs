namespace Webhost.Core.Telemetry;

/// <summary>An agent that has raw events.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="AgentId">The agent, which may have been removed.</param>
public sealed record RawEventOwner(string UserId, string AgentId);
