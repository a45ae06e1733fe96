namespace Webhost.Contracts.Agents;

/// <summary>The optional body of <c>POST /v1/agents/{agentId}/clone</c>.</summary>
public sealed record CloneAgentRequest
{
    /// <summary>The clone's name; the source's name with <c>-copy</c> when absent.</summary>
    public string? Name { get; init; }
}
