#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Deletes an endpoint.</summary>
public partial class DeleteAgentRuntimeEndpointRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The endpoint.</summary>
    public string EndpointName { get; set; }

    /// <summary>Makes the request idempotent.</summary>
    public string ClientToken { get; set; }
}
