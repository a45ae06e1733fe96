namespace Webhost.Core.Plans;

/// <summary>How a plan gives access to AgentCore.</summary>
public enum AgentCoreAccess
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>For a price per agent.</summary>
    AddOn,

    /// <summary>Up to a number of agents.</summary>
    Included,
}
