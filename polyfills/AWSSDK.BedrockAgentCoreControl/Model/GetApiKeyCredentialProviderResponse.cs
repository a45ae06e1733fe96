#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A provider of a key.</summary>
public partial class GetApiKeyCredentialProviderResponse : AmazonWebServiceResponse
{
    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The ARN.</summary>
    public string CredentialProviderArn { get; set; }
}
