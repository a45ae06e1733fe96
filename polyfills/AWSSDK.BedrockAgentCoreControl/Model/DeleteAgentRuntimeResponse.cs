#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A runtime that is being deleted.</summary>
public partial class DeleteAgentRuntimeResponse : AmazonWebServiceResponse
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The state.</summary>
    public AgentRuntimeStatus Status { get; set; }
}
