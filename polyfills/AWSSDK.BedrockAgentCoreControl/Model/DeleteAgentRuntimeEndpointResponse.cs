#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>An endpoint that is being deleted.</summary>
public partial class DeleteAgentRuntimeEndpointResponse : AmazonWebServiceResponse
{
    /// <summary>The state.</summary>
    public AgentRuntimeEndpointStatus Status { get; set; }
}
