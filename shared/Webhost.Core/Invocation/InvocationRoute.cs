using Webhost.Core.Providers;

namespace Webhost.Core.Invocation;

/// <summary>All that the gateway must know to pass an invocation on.</summary>
public sealed record InvocationRoute
{
    /// <summary>The agent and its owner.</summary>
    public required AgentReference Agent { get; init; }

    /// <summary>Whether the owner switched the agent off.</summary>
    public required bool Disabled { get; init; }

    /// <summary>The agent's place among its owner's agents on the runtime that it serves from, from 1 for the oldest; 1 where places aren't counted.</summary>
    public long Place { get; init; } = 1;

    /// <summary>The active deployment's target; null when there is none.</summary>
    public required InvocationTarget? Target { get; init; }
}
