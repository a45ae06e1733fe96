#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>An endpoint.</summary>
public partial class GetAgentRuntimeEndpointResponse : AmazonWebServiceResponse
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

    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The description.</summary>
    public string Description { get; set; }

    /// <summary>Why it failed.</summary>
    public string FailureReason { get; set; }
}
