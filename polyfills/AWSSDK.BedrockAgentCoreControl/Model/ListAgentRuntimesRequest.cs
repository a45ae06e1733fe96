#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Lists runtimes.</summary>
public partial class ListAgentRuntimesRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where to go on.</summary>
    public string NextToken { get; set; }
}
