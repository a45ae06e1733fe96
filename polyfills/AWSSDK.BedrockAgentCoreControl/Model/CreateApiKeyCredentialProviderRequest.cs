#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Makes a provider of a key.</summary>
public partial class CreateApiKeyCredentialProviderRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The key.</summary>
    public string ApiKey { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string> Tags { get; set; }
}
