#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Makes an endpoint.</summary>
public partial class CreateAgentRuntimeEndpointRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The version that it is pinned to.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>A description.</summary>
    public string Description { get; set; }

    /// <summary>Makes the request idempotent.</summary>
    public string ClientToken { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string> Tags { get; set; }
}
