namespace Webhost.Contracts.Agents;

/// <summary>The body of <c>POST /v1/agents</c>.</summary>
public sealed record CreateAgentRequest
{
    /// <summary>1 to 64 characters, unique among the caller's agents.</summary>
    public string? Name { get; init; }

    /// <summary>At most 1,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Informational; <c>custom</c> when absent.</summary>
    public string? Framework { get; init; }

    /// <summary>The runtime; the user's default when absent.</summary>
    public string? RuntimeProvider { get; init; }

    /// <summary>Names of secrets that the agent will be given; values are set one by one.</summary>
    public IReadOnlyList<string>? EnvVarKeys { get; init; }

    /// <summary>Plain, non-secret variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }
}
