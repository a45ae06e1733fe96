namespace Webhost.Core.Costs;

/// <summary>Knows how a runtime names what it holds for an agent, so that a bill which names it can be attributed.</summary>
public interface IBilledResources
{
    /// <summary>The runtime.</summary>
    string Provider { get; }

    /// <summary>The id of the agent that a resource belongs to; null when its name tells nothing.</summary>
    string? AgentOf(string resource);
}
