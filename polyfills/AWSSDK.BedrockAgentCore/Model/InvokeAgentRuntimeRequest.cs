#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCore.Model;

/// <summary>Runs an agent.</summary>
public partial class InvokeAgentRuntimeRequest : AmazonBedrockAgentCoreRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The account, when the runtime is named by its id.</summary>
    public string AccountId { get; set; }

    /// <summary>The endpoint.</summary>
    public string Qualifier { get; set; }

    /// <summary>What is sent to the agent.</summary>
    public MemoryStream Payload { get; set; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; set; }

    /// <summary>The media type that is wanted.</summary>
    public string Accept { get; set; }

    /// <summary>The session.</summary>
    public string RuntimeSessionId { get; set; }

    /// <summary>The user that the agent acts for.</summary>
    public string RuntimeUserId { get; set; }

    /// <summary>The trace, as AWS X-Ray names it.</summary>
    public string TraceId { get; set; }

    /// <summary>The trace, as the W3C names it.</summary>
    public string TraceParent { get; set; }

    /// <summary>State of the trace.</summary>
    public string TraceState { get; set; }

    /// <summary>What goes along with the trace.</summary>
    public string Baggage { get; set; }
}
