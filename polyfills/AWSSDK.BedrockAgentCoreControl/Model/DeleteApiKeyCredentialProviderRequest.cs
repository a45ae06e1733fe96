#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Deletes a provider of a key.</summary>
public partial class DeleteApiKeyCredentialProviderRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The name.</summary>
    public string Name { get; set; }
}
