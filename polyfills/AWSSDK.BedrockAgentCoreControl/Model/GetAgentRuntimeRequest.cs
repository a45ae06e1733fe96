#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Asks for a runtime.</summary>
public partial class GetAgentRuntimeRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The version; the newest when there is none.</summary>
    public string AgentRuntimeVersion { get; set; }
}
