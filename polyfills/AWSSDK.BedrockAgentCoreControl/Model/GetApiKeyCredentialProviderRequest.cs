#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Asks for a provider of a key, without the key.</summary>
public partial class GetApiKeyCredentialProviderRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The name.</summary>
    public string Name { get; set; }
}
