#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCore.Model;

/// <summary>The session ends.</summary>
public partial class StopRuntimeSessionResponse : AmazonWebServiceResponse
{
    /// <summary>The session.</summary>
    public string RuntimeSessionId { get; set; }

    /// <summary>The status.</summary>
    public int? StatusCode { get; set; }
}
