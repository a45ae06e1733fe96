#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>An endpoint that is being moved.</summary>
public partial class UpdateAgentRuntimeEndpointResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN.</summary>
    public string AgentRuntimeEndpointArn { get; set; }

    /// <summary>The runtime.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The version that it is being moved to.</summary>
    public string TargetVersion { get; set; }

    /// <summary>The state.</summary>
    public AgentRuntimeEndpointStatus Status { get; set; }

    /// <summary>The version that it serves.</summary>
    public string LiveVersion { get; set; }
}
