#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Pins an endpoint to a version.</summary>
public partial class UpdateAgentRuntimeEndpointRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The endpoint.</summary>
    public string EndpointName { get; set; }

    /// <summary>The version.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>A description.</summary>
    public string Description { get; set; }

    /// <summary>Makes the request idempotent.</summary>
    public string ClientToken { get; set; }
}
