#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A version that is being made.</summary>
public partial class UpdateAgentRuntimeResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The id.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The version.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>The state.</summary>
    public AgentRuntimeStatus Status { get; set; }

    /// <summary>The identity of its workload.</summary>
    public WorkloadIdentityDetails WorkloadIdentityDetails { get; set; }
}
