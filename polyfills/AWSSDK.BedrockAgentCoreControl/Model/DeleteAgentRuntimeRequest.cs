#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Deletes a runtime, or one version of it.</summary>
public partial class DeleteAgentRuntimeRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The version; everything when there is none.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>Makes the request idempotent.</summary>
    public string ClientToken { get; set; }
}
