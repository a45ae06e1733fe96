#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Asks for an endpoint.</summary>
public partial class GetAgentRuntimeEndpointRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The endpoint.</summary>
    public string EndpointName { get; set; }
}
