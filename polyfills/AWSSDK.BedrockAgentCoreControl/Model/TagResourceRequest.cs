#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Sets tags.</summary>
public partial class TagResourceRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The resource.</summary>
    public string ResourceArn { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string> Tags { get; set; }
}
