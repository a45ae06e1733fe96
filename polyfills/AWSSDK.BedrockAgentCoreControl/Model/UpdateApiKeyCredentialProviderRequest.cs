#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Gives a provider another key.</summary>
public partial class UpdateApiKeyCredentialProviderRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The key.</summary>
    public string ApiKey { get; set; }
}
