#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Lists versions of a runtime.</summary>
public partial class ListAgentRuntimeVersionsRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where to go on.</summary>
    public string NextToken { get; set; }
}
