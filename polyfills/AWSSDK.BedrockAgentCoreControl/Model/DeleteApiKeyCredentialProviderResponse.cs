#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>The provider is gone.</summary>
public partial class DeleteApiKeyCredentialProviderResponse : AmazonWebServiceResponse;
