#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A runtime, or a version of one, in a list.</summary>
public partial class AgentRuntime
{
    /// <summary>The ARN.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The id.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The name.</summary>
    public string AgentRuntimeName { get; set; }

    /// <summary>The version.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>The description.</summary>
    public string Description { get; set; }

    /// <summary>The state.</summary>
    public AgentRuntimeStatus Status { get; set; }
}
