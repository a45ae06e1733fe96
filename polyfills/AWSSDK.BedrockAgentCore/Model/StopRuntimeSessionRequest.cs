#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCore.Model;

/// <summary>Ends a session.</summary>
public partial class StopRuntimeSessionRequest : AmazonBedrockAgentCoreRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The session.</summary>
    public string RuntimeSessionId { get; set; }

    /// <summary>The endpoint.</summary>
    public string Qualifier { get; set; }

    /// <summary>Makes the request idempotent; one is made up when there is none.</summary>
    public string ClientToken { get; set; }
}
