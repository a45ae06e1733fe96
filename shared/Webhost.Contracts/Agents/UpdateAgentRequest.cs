namespace Webhost.Contracts.Agents;

/// <summary>The body of <c>PATCH /v1/agents/{agentId}</c>: an absent member is left as it is.</summary>
public sealed record UpdateAgentRequest
{
    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>The new description; the empty string removes it.</summary>
    public string? Description { get; init; }

    /// <summary>The new framework.</summary>
    public string? Framework { get; init; }

    /// <summary>The runtime that the next deployment uses.</summary>
    public string? RuntimeProvider { get; init; }

    /// <summary>Replaces the whole list of keys.</summary>
    public IReadOnlyList<string>? EnvVarKeys { get; init; }

    /// <summary>Replaces all plain variables; they reach the runtime with the next deployment.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }
}
