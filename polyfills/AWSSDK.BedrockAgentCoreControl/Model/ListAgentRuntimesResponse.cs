#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Runtimes.</summary>
public partial class ListAgentRuntimesResponse : AmazonWebServiceResponse
{
    /// <summary>The runtimes.</summary>
    public List<AgentRuntime> AgentRuntimes { get; set; }

    /// <summary>Where to go on; null at the end.</summary>
    public string NextToken { get; set; }
}
