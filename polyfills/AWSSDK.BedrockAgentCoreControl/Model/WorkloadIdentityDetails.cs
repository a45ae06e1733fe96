#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>The identity of a workload.</summary>
public partial class WorkloadIdentityDetails
{
    /// <summary>The ARN.</summary>
    public string WorkloadIdentityArn { get; set; }
}
