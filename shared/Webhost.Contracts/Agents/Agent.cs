namespace Webhost.Contracts.Agents;

/// <summary>A logical AI service owned by a user (master spec §6.2).</summary>
public sealed record Agent
{
    /// <summary>The agent's id (<c>agt_…</c>).</summary>
    public required string AgentId { get; init; }

    /// <summary>Unique among the owner's agents, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Free text; null if none was given.</summary>
    public string? Description { get; init; }

    /// <summary>The framework, informational: <c>custom</c>, <c>cloudflare-agents</c>, <c>langgraph</c>, …</summary>
    public required string Framework { get; init; }

    /// <summary>The runtime of the next deployment: <c>cloudflare</c> or <c>agentcore</c>.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>Where the agent stands.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>The deployment that serves invocations; null before the first success.</summary>
    public string? ActiveDeploymentId { get; init; }

    /// <summary>The deployment in progress; null when none is.</summary>
    public string? DeployingDeploymentId { get; init; }

    /// <summary>The names of the variables and secrets that the agent is given.</summary>
    public required IReadOnlyList<string> EnvVarKeys { get; init; }

    /// <summary>The plain, non-secret variables.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>The path that invokes the agent, relative to the API's base.</summary>
    public required string InvokeUrl { get; init; }

    /// <summary>When the agent was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the agent was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When a deployment last succeeded; null if none did.</summary>
    public DateTimeOffset? LastDeployedAt { get; init; }
}
