#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A request to the service.</summary>
public partial class AmazonBedrockAgentCoreControlRequest : AmazonWebServiceRequest;
